using System.Collections.Immutable;

namespace Imaginator.PackageCache.Configuration;

/// <summary>Options of the package cache.</summary>
public sealed record PackageCacheOptions
{
    /// <summary>The directory of the cached files.</summary>
    public required string Directory { get; init; }

    /// <summary>The maximum size of the cached files in bytes.</summary>
    public required long MaximumBytes { get; init; }

    /// <summary>The time during which an index of a repository is used without a check.</summary>
    public required TimeSpan IndexMaxAge { get; init; }

    /// <summary>Ports that the proxy does not connect to: those of the daemon, which programs in images must not reach.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>The maximum time without a byte from an origin.</summary>
    public TimeSpan OriginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The maximum length of a file in bytes.</summary>
    public long MaximumFileBytes { get; init; } = 16L << 30;
}
