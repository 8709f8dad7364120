using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Streams;

/// <summary>A page of streams, sorted by name.</summary>
internal sealed record ApiStreams
{
    public required ImmutableArray<ApiStream> Streams { get; init; }

    /// <summary>The patterns that match further names; only on the first page.</summary>
    public ImmutableArray<string>? Patterns { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
