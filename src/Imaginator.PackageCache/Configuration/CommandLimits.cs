namespace Imaginator.PackageCache.Configuration;

/// <summary>The limits of the downloads of one command of a build.</summary>
public sealed record CommandLimits
{
    /// <summary>The maximum number of connections to the proxy.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>The maximum number of concurrent requests to origins; others wait.</summary>
    public int OriginRequests { get; init; } = 16;

    /// <summary>The maximum size of all downloads in bytes.</summary>
    public long Bytes { get; init; } = 64L << 30;

    /// <summary>The maximum number of files that the cache keeps of a command; it receives more, but they are not kept.</summary>
    public int KeptFiles { get; init; } = 16_384;

    /// <summary>The maximum number of indexes among the kept files.</summary>
    public int KeptIndexes { get; init; } = 64;
}
