using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Building.Variables;

/// <summary>
/// The variables of URLs, secrets included. The secrets are in no other scope, and this one fills in URLs only: every value is
/// encoded for its part, so that it cannot change another part of the URL. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The order: the stream's variables, the names made of the stream's name, the secrets, the request's variables. A request
/// cannot replace a secret.
/// </remarks>
public sealed class UrlVariables
{
    private readonly ImmutableArray<(VariableOrigin Origin, IReadOnlyDictionary<string, string> Values)> _layers;

    private UrlVariables(params ImmutableArray<(VariableOrigin, IReadOnlyDictionary<string, string>)> layers) => _layers = layers;

    /// <summary>The variables of a build.</summary>
    public static UrlVariables ForStream(
        StreamDefinition stream,
        IReadOnlyDictionary<string, string> requestVariables,
        IReadOnlyDictionary<string, string> secretVariables)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new UrlVariables(
            (VariableOrigin.Site, stream.Variables),
            (VariableOrigin.StreamName, VariableScope.OfStreamName(stream.Name)),
            (VariableOrigin.Site, secretVariables),
            (VariableOrigin.Request, requestVariables));
    }

    /// <summary>The variables that are known without a stream: <c>ARCH</c> and the secrets.</summary>
    public static UrlVariables ForSite(IReadOnlyDictionary<string, string> secretVariables) =>
        new((VariableOrigin.Site, VariableScope.OfMachine), (VariableOrigin.Site, secretVariables));

    /// <summary>Fills in a URL; unknown variables become nothing.</summary>
    /// <exception cref="ImaginatorException">A value does not fit into its part. The message contains no value.</exception>
    public ExpandedUrl Expand(string template) => Expand(template, out _);

    /// <summary>Fills in a URL if all variables are known.</summary>
    /// <returns>The URL; null if a variable is unknown.</returns>
    /// <exception cref="ImaginatorException">A value does not fit into its part. The message contains no value.</exception>
    public ExpandedUrl? ExpandIfAllKnown(string template)
    {
        var expanded = Expand(template, out var allKnown);
        return allKnown ? expanded : null;
    }

    /// <summary>
    /// Fills in a directory below the root of a URL. Manifest sources resolve it inside of the fetched tree, so its values need
    /// no encoding.
    /// </summary>
    public string ExpandDirectory(string template) => VariableExpander.Expand(template, name => Find(name)?.Value);

    private ExpandedUrl Expand(string template, out bool allKnown)
    {
        ArgumentNullException.ThrowIfNull(template);
        allKnown = true;
        var url = new UrlTemplate(template);
        foreach (var part in VariableExpander.Split(template))
        {
            if (!part.IsReference)
            {
                url.AddLiteral(part.Text);
                continue;
            }

            (string Value, VariableOrigin Origin)? found = null;
            var name = "";
            var value = VariableExpander.ValueOf(part, reference =>
            {
                name = reference;
                found = Find(reference);
                return found?.Value;
            });
            allKnown &= value is not null;
            url.AddValue(name, value ?? "", found?.Origin ?? VariableOrigin.Site);
        }

        return url.ToUrl();
    }

    private (string Value, VariableOrigin Origin)? Find(string name)
    {
        foreach (var (origin, values) in _layers)
        {
            if (values.TryGetValue(name, out var value))
            {
                return (value, origin == VariableOrigin.StreamName && name == "ARCH" ? VariableOrigin.Site : origin);
            }
        }

        return null;
    }
}
