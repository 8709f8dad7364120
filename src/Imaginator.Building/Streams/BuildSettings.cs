using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;
using Imaginator.Packagers;

namespace Imaginator.Building.Streams;

/// <summary>The part of the main configuration that every build uses.</summary>
public sealed record BuildSettings
{
    /// <summary>The packager types by name: the plugins' defaults with what the configuration overrides.</summary>
    public required ImmutableDictionary<string, PackagerType> PackagerTypes { get; init; }

    /// <summary>Host directories bound read-only at the same path inside every build.</summary>
    public ImmutableArray<string> BindMounts { get; init; } = [];

    /// <summary>The cache directory of builds; null for none.</summary>
    public BuildCacheSettings? Cache { get; init; }

    /// <summary>Filter lines of paths whose mtimes are not copied from the previous image.</summary>
    public ImmutableArray<string> MtimesCopyFilterLines { get; init; } = [];

    /// <summary>What builds may use, where their streams do not say.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>What builds of image streams can reach, where their streams do not say.</summary>
    public SandboxNetwork Network { get; init; } = SandboxNetwork.Host;
}
