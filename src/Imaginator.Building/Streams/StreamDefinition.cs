using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Streams;

/// <summary>The definition of a bootstrap stream or image stream in the configuration.</summary>
public abstract record StreamDefinition
{
    private protected StreamDefinition()
    {
    }

    /// <summary>The name: a path such as <c>base/Debian-12/amd64</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The first error of its definition, with the location, for which it cannot be built; null if it can be built.</summary>
    public string? Fault { get; init; }

    /// <summary>The error of a build of a stream with a <see cref="Fault"/>.</summary>
    public string DescribeFault() => $"stream \"{Name}\" cannot be built because its configuration is invalid: {Fault}";

    /// <summary>
    /// The variables of the stream, expanded (<c>$IMAGE_STREAM</c> may occur in the configuration).
    /// </summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The variables that the stream accepts from requests, and from manifests of the streams that use it as source image; null
    /// if it declares none: then requests can have any variables, and those of other streams make its images private.
    /// </summary>
    public ImmutableSortedDictionary<string, VariableDeclaration>? RequestVariables { get; init; }

    /// <summary>The limits of its builds; missing limits are those of the site.</summary>
    public BuildLimits Limits { get; init; } = BuildLimits.None;

    /// <summary>The network of its builds; null for the site's setting.</summary>
    public SandboxNetwork? Network { get; init; }

    /// <summary>The HTTPS servers that its builds reach with the network policy <c>packages</c>, in addition to those of the site.</summary>
    public ImmutableArray<string> NetworkHosts { get; init; } = [];

    /// <summary>The policy for identities that its builds leave in their trees; null for the site's setting.</summary>
    public IdentityPolicy? Identities { get; init; }
}
