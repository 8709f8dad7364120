using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Streams;

/// <summary>What the configuration says of one image stream, whatever its kind.</summary>
public abstract record StreamDefinition
{
    private protected StreamDefinition()
    {
    }

    /// <summary>The name: a path such as <c>base/Debian-12/amd64</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The stream's own variables, values expanded (<c>$IMAGE_STREAM</c> may occur in the configuration).
    /// </summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What its builds may use; a limit that is not given is the site's.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>What its builds can reach; null for what the site says, for bootstrap streams the host's network.</summary>
    public SandboxNetwork? Network { get; init; }
}
