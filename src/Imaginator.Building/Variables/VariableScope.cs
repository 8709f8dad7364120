using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Building.Variables;

/// <summary>Layers of variables; the first layer that contains a name defines its value. Immutable.</summary>
public sealed class VariableScope
{
    private readonly ImmutableArray<IReadOnlyDictionary<string, string>> _layers;

    /// <summary>Creates a scope.</summary>
    public VariableScope(params ReadOnlySpan<IReadOnlyDictionary<string, string>> layers) => _layers = [.. layers];

    /// <summary>
    /// The scope of a build: the stream's own variables, then <c>ARCH</c> and the names made of the stream's name
    /// (see <see cref="OfStreamName"/>), then the request's. Secret variables are only in <see cref="UrlVariables"/>.
    /// </summary>
    public static VariableScope ForStream(StreamDefinition stream, IReadOnlyDictionary<string, string> requestVariables)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new VariableScope(stream.Variables, OfStreamName(stream.Name), requestVariables);
    }

    /// <summary>
    /// The variables that every stream has: <c>ARCH</c>, <c>IMAGE_STREAM</c> (its name),
    /// <c>IMAGE_STREAM_DIRECTORY_NAME</c> (without the last component; may be empty) and
    /// <c>IMAGE_STREAM_LEAF_NAME</c> (the last).
    /// </summary>
    public static ImmutableDictionary<string, string> OfStreamName(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        var slash = streamName.LastIndexOf('/');
        return OfMachine
            .Add("IMAGE_STREAM", streamName)
            .Add("IMAGE_STREAM_DIRECTORY_NAME", slash < 0 ? "" : streamName[..slash])
            .Add("IMAGE_STREAM_LEAF_NAME", streamName[(slash + 1)..]);
    }

    /// <summary>Whether a variable is one of <see cref="OfStreamName"/>, so that no request can set it.</summary>
    internal static bool IsOfStreamName(string name) =>
        name is "ARCH" or "IMAGE_STREAM" or "IMAGE_STREAM_DIRECTORY_NAME" or "IMAGE_STREAM_LEAF_NAME";

    /// <summary>The variables that are known when configuration is loaded: <c>ARCH</c>.</summary>
    public static ImmutableDictionary<string, string> OfMachine { get; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add("ARCH", Architecture.GoName);

    /// <summary>A scope that asks one more variable first, for instance <c>dir</c> of a bootstrap command.</summary>
    public VariableScope With(string name, string value) =>
        new([ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add(name, value), .. _layers]);

    /// <summary>Looks a variable up.</summary>
    /// <returns>Its value, or null where no layer knows it.</returns>
    public string? Lookup(string name)
    {
        foreach (var layer in _layers)
        {
            if (layer.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Expands every reference in a text; unknown variables expand to nothing.</summary>
    /// <returns>The expanded text.</returns>
    public string Expand(string text) => VariableExpander.Expand(text, Lookup);

    /// <summary>Expands every reference in a text if all variables are known; otherwise leaves the whole text as it is.</summary>
    /// <returns>The expanded text, or <paramref name="text"/> itself.</returns>
    public string ExpandIfAllKnown(string text) => VariableExpander.ExpandIfAllKnown(text, Lookup);

    /// <summary>Like <see cref="ExpandIfAllKnown"/>, for a text that is expanded again later; see <see cref="VariableExpander.ExpandEarly"/>.</summary>
    /// <returns>The expanded text, or <paramref name="text"/> itself.</returns>
    public string ExpandEarly(string text) => VariableExpander.ExpandEarly(text, Lookup);
}
