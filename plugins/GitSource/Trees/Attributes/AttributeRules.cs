using System.Collections.Immutable;

namespace Imaginator.Plugins.GitSource.Trees.Attributes;

/// <summary>The rules of all <c>.gitattributes</c> that apply to a directory, as far as they change the contents of files.</summary>
/// <remarks>
/// gitattributes(5): later rules have priority, and those of a directory have priority over those of the directories above. Other
/// attributes, such as <c>export-ignore</c>, have no effect on a checkout.
/// </remarks>
internal sealed class AttributeRules
{
    /// <summary>The name of the files with attributes.</summary>
    public const string FileName = ".gitattributes";

    /// <summary>The maximum number of rules that change contents.</summary>
    public const int MaximumRules = 500;

    private const int MaximumLineLength = 2048; // The limit of git, which ignores longer lines.
    private const string MacroPrefix = "[attr]";
    private const string Set = "true";
    private const string Unset = "false";

    private static readonly char[] Blanks = [' ', '\t', '\r'];

    private readonly List<(AttributePattern Pattern, ImmutableArray<KeyValuePair<string, string?>> Values)> _rules = [];
    private readonly Dictionary<string, ImmutableArray<KeyValuePair<string, string?>>> _macros = new(StringComparer.Ordinal)
    {
        ["binary"] = [KeyValuePair.Create("text", (string?)Unset)],
    };

    /// <summary>The number of rules.</summary>
    public int Count => _rules.Count;

    /// <summary>Adds the rules of a file.</summary>
    /// <param name="directory">The path of its directory in the commit, empty for the root.</param>
    /// <returns>False if there are too many rules.</returns>
    public bool TryAdd(string directory, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim(Blanks);
            if (trimmed.Length is 0 or > MaximumLineLength || trimmed[0] == '#')
            {
                continue;
            }

            var (pattern, attributes) = Divide(trimmed);
            var values = attributes.SelectMany(Read).ToImmutableArray();
            if (pattern.StartsWith(MacroPrefix, StringComparison.Ordinal))
            {
                if (directory.Length == 0)
                {
                    _macros[pattern[MacroPrefix.Length..]] = values;
                }
            }
            else if (!values.IsEmpty && AttributePattern.TryParse(directory, pattern) is { } parsed)
            {
                if (_rules.Count == MaximumRules)
                {
                    return false;
                }

                _rules.Add((parsed, values));
            }
        }

        return true;
    }

    /// <summary>Removes the rules that were added last.</summary>
    public void Truncate(int count) => _rules.RemoveRange(count, _rules.Count - count);

    /// <summary>Determines the conversion of a file by its path in the commit.</summary>
    public FileConversion ConversionOf(string path)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in _rules.Where(rule => rule.Pattern.Matches(path)).SelectMany(rule => rule.Values))
        {
            values[name] = value;
        }

        var text = values.GetValueOrDefault("text");
        var encoding = values.GetValueOrDefault("working-tree-encoding");
        var endsWithCrLf = values.GetValueOrDefault("eol") == "crlf" && text != Unset;
        return new FileConversion
        {
            EndsLinesWithCrLf = endsWithCrLf,
            OnlyIfText = endsWithCrLf && text == "auto",
            ExpandsId = values.GetValueOrDefault("ident") == Set,
            Encoding = encoding is null or Set or Unset
                || encoding.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : encoding,
        };
    }

    private static (string Pattern, string[] Attributes) Divide(string line)
    {
        var end = line[0] == '"' && line.IndexOf('"', 1) is > 0 and var quote ? quote + 1 : line.IndexOfAny(Blanks);
        if (end < 0)
        {
            end = line.Length;
        }

        return (line[..end].Trim('"'), line[end..].Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
    }

    private IEnumerable<KeyValuePair<string, string?>> Read(string attribute)
    {
        var (name, value) = attribute switch
        {
            ['-', .. var unset] => (unset, Unset),
            ['!', .. var unspecified] => (unspecified, (string?)null),
            _ when attribute.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals => (attribute[..equals], attribute[(equals + 1)..]),
            _ => (attribute, (string?)Set),
        };
        if (value == Set && _macros.TryGetValue(name, out var values))
        {
            return values;
        }

        return name switch
        {
            "text" or "eol" or "ident" or "working-tree-encoding" => [KeyValuePair.Create(name, value)],

            // The form of old versions of git.
            "crlf" => value == "input"
                ? [KeyValuePair.Create("eol", (string?)"lf")]
                : [KeyValuePair.Create("text", value)],
            _ => [],
        };
    }
}
