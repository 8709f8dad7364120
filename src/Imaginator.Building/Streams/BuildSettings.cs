using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Packagers;

namespace Imaginator.Building.Streams;

/// <summary>The part of the main configuration that every build uses.</summary>
public sealed record BuildSettings
{
    /// <summary>The packager types by name: the defaults of the plugins with the overrides of the configuration.</summary>
    public required ImmutableDictionary<string, PackagerType> PackagerTypes { get; init; }

    /// <summary>Host directories that are bound read-only at the same path inside every build.</summary>
    public ImmutableArray<string> BindMounts { get; init; } = [];

    /// <summary>The cache directory of builds; null for none.</summary>
    public BuildCacheSettings? Cache { get; init; }

    /// <summary>Filter lines of paths whose mtimes are not copied from the previous image.</summary>
    public ImmutableArray<string> MtimesCopyFilterLines { get; init; } = [];

    /// <summary>The limits of builds whose streams have none.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>The network of streams without a setting.</summary>
    public SandboxNetwork Network { get; init; } = SandboxNetwork.Open;

    /// <summary>The HTTPS servers that builds with the network policy <c>packages</c> reach.</summary>
    public ImmutableArray<string> NetworkHosts { get; init; } = [];

    /// <summary>The policy for identities in the trees of streams without a setting.</summary>
    public IdentityPolicy Identities { get; init; } = IdentityPolicy.Remove;
}
