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

    /// <summary>The limits of each command.</summary>
    public CommandLimits Command { get; init; } = new();

    /// <summary>The maximum number of connections to the proxy.</summary>
    public int MaximumConnections { get; init; } = 1024;

    /// <summary>The maximum number of files in the cache.</summary>
    public int MaximumFiles { get; init; } = 65_536;

    /// <summary>The maximum number of indexes in the cache.</summary>
    public int MaximumIndexes { get; init; } = 1024;

    /// <summary>The maximum length of a file whose origin does not state it, in bytes.</summary>
    public long MaximumUnstatedBytes => Math.Max(1, Math.Min(MaximumFileBytes, MaximumIncomingBytesOfCommand));

    /// <summary>The maximum length of an index whose origin does not state it, in bytes. Usual ones have less than 1 MiB.</summary>
    public long MaximumUnstatedIndexBytes => Math.Min(MaximumUnstatedBytes, 64L << 20);

    /// <summary>The maximum size of all files that are being fetched, in bytes.</summary>
    public long MaximumIncomingBytes => MaximumBytes / 2;

    /// <summary>
    /// The maximum size of all files that are being fetched for one command, in bytes. A smaller share would exclude files whose
    /// origins do not state their lengths.
    /// </summary>
    public long MaximumIncomingBytesOfCommand => MaximumIncomingBytes / 2;

    /// <summary>The maximum length of a file in bytes.</summary>
    public long MaximumFileBytes { get; init; } = 16L << 30;
}
