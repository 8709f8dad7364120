using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Streams;

/// <summary>The streams that fail now, the longest failing first.</summary>
internal sealed record ApiFailingStreams
{
    public required ImmutableArray<ApiFailingStream> Streams { get; init; }
}
