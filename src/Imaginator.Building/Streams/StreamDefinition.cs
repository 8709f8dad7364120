using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Streams;

/// <summary>The definition of a bootstrap stream or image stream in the configuration.</summary>
public abstract record StreamDefinition
{
    private protected StreamDefinition()
    {
    }

    /// <summary>The name: a path such as <c>base/Debian-12/amd64</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The variables of the stream, expanded (<c>$IMAGE_STREAM</c> may occur in the configuration).
    /// </summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The limits of its builds; missing limits are those of the site.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>The network of its builds; null for the site's setting, or the host's network for bootstrap streams.</summary>
    public SandboxNetwork? Network { get; init; }
}
