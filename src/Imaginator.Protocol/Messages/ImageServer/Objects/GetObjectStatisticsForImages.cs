using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>The request of <c>GetObjectStatisticsForImages</c>.</summary>
public sealed record GetObjectStatisticsForImagesRequest
{
    public bool IgnoreMissing { get; init; }

    public ImmutableArray<string> ImageNames { get; init; } = [];
}

/// <summary>The response of <c>GetObjectStatisticsForImages</c>.</summary>
public sealed record GetObjectStatisticsForImagesResponse
{
    public GobDuration ComputationTime { get; init; }

    public string Error { get; init; } = "";

    public ulong NumFileInodes { get; init; }

    public ulong NumImages { get; init; }

    public ulong NumObjects { get; init; }

    public ulong TotalFileInodeBytes { get; init; }

    public ulong TotalObjectBytes { get; init; }
}
