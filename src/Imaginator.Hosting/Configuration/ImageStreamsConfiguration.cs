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
        PatternDefinitions = [.. patterns.Select(pattern => pattern.Definition)];
    }

    public static ImageStreamsConfiguration Empty { get; } = new([], []);

    /// <summary>The streams with exact names, in the order of names.</summary>
    public ImmutableArray<ImageStream> Streams { get; }

    /// <summary>The patterns, with <c>$ARCH</c> expanded.</summary>
    public ImmutableArray<string> Patterns { get; }

    /// <summary>The definitions of the patterns, which have the patterns as names.</summary>
    public ImmutableArray<ImageStream> PatternDefinitions { get; }

    /// <summary>Finds a stream by an exact name or by a pattern, which gets the name. Null if the name is unknown.</summary>
    public ImageStream? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_streams.TryGetValue(name, out var stream))
        {
            return stream;
        }

        // Requestors choose the name: a name that leaves the tree as a path matches no pattern.
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
                + "define the stream by its name, or narrow one of the patterns"),
        };
    }

    /// <summary>Replaces the name of a definition and expands it in the variables.</summary>
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
