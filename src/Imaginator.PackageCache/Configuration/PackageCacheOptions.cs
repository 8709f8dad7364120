using System.Collections.Immutable;

namespace Imaginator.PackageCache.Configuration;

/// <summary>How downloads are shared.</summary>
public sealed record PackageCacheOptions
{
    /// <summary>Where they are kept.</summary>
    public required string Directory { get; init; }

    /// <summary>How much of the disk they may take, in bytes.</summary>
    public required long MaximumBytes { get; init; }

    /// <summary>How long indexes of repositories are believed.</summary>
    public required TimeSpan IndexMaxAge { get; init; }

    /// <summary>Ports that nothing is fetched from: the daemon's own, which what runs in images must not reach.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>How long an origin may be silent.</summary>
    public TimeSpan OriginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest file that is passed on, in bytes.</summary>
    public long MaximumFileBytes { get; init; } = 16L << 30;
}
