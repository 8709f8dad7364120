using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The states of a file in the newest images of a stream, the newest first.</summary>
internal sealed record ApiFileHistory
{
    public required ImmutableArray<ApiFileVersion> Versions { get; init; }
}
