using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>What <c>GetObjectStatisticsForImages</c> is asked.</summary>
internal sealed record GetObjectStatisticsForImagesRequest
{
    public bool IgnoreMissing { get; init; }

    public ImmutableArray<string> ImageNames { get; init; } = [];
}

/// <summary>What <c>GetObjectStatisticsForImages</c> answers.</summary>
internal sealed record GetObjectStatisticsForImagesResponse
{
    public GobDuration ComputationTime { get; init; }

    public string Error { get; init; } = "";

    public ulong NumFileInodes { get; init; }

    public ulong NumImages { get; init; }

    public ulong NumObjects { get; init; }

    public ulong TotalFileInodeBytes { get; init; }

    public ulong TotalObjectBytes { get; init; }
}
