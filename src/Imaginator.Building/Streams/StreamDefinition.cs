using System.Collections.Immutable;

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
}
