using System.Collections.Frozen;
using System.Collections.Immutable;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Hosting.Configuration;

/// <summary>The image streams configuration. Immutable and thread-safe.</summary>
public sealed class ImageStreamsConfiguration
{
    private readonly FrozenDictionary<string, ImageStream> _streams;
    private readonly ImmutableArray<StreamPattern> _patterns;

    internal ImageStreamsConfiguration(IReadOnlyList<ImageStream> streams, ImmutableArray<StreamPattern> patterns)
    {
        _streams = streams.ToFrozenDictionary(stream => stream.Name, StringComparer.Ordinal);
        _patterns = patterns;
        Streams = [.. streams.OrderBy(stream => stream.Name, StringComparer.Ordinal)];
        Patterns = [.. patterns.Select(pattern => pattern.Definition.Name)];
    }

    /// <summary>A configuration without streams.</summary>
    public static ImageStreamsConfiguration Empty { get; } = new([], []);

    /// <summary>The streams with exact names, by name.</summary>
    public ImmutableArray<ImageStream> Streams { get; }

    /// <summary>The patterns as they were written, <c>$ARCH</c> expanded.</summary>
    public ImmutableArray<string> Patterns { get; }

    /// <summary>Finds a stream: exact names first, then patterns.</summary>
    /// <param name="name">The whole name.</param>
    /// <returns>The stream (of a pattern: made for this name), or null if the name is unknown.</returns>
    /// <exception cref="ImaginatorException">The name matches two patterns.</exception>
    public ImageStream? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_streams.TryGetValue(name, out var stream))
        {
            return stream;
        }

        // Whoever asks for a build chooses the name: one that leads elsewhere as a path is unknown to every pattern.
        if (!StreamName.IsValid(name))
        {
            return null;
        }

        return _patterns.Where(pattern => pattern.Expression.IsMatch(name)).Take(2).ToArray() switch
        {
            [] => null,
            [var pattern] => WithName(pattern.Definition, name),
            [var first, var second, ..] => throw new ImaginatorException(
                $"stream \"{name}\" matches two patterns, \"{first.Definition.Name}\" and \"{second.Definition.Name}\"; "
                + "give it an entry of its own or narrow one of them"),
        };
    }

    /// <summary>Gives a definition its name, which its variables may use.</summary>
    internal static ImageStream WithName(ImageStream definition, string name)
    {
        var scope = new VariableScope(VariableScope.OfStreamName(name));
        return definition with
        {
            Name = name,
            Variables = definition.Variables.ToImmutableSortedDictionary(
                variable => variable.Key, variable => scope.Expand(variable.Value), StringComparer.Ordinal),
        };
    }
}
