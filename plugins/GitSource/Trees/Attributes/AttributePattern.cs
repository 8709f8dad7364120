using System.Text;
using System.Text.RegularExpressions;

namespace Imaginator.Plugins.GitSource.Trees.Attributes;

/// <summary>A pattern of <c>.gitattributes</c>, which selects files in its directory and below. Matches in linear time.</summary>
internal sealed class AttributePattern
{
    private readonly string _directory;
    private readonly bool _matchesNames;
    private readonly Regex _regex;

    private AttributePattern(string directory, bool matchesNames, Regex regex) =>
        (_directory, _matchesNames, _regex) = (directory, matchesNames, regex);

    /// <summary>Reads a pattern; null if it selects no files.</summary>
    /// <param name="directory">The path of the directory of the attributes, empty for the root.</param>
    public static AttributePattern? TryParse(string directory, string pattern)
    {
        if (pattern.Length == 0 || pattern[0] == '!' || pattern[^1] == '/')
        {
            return null;
        }

        try
        {
            return new AttributePattern(
                directory,
                !pattern.Contains('/', StringComparison.Ordinal),
                new Regex(
                    ToRegex(pattern.TrimStart('/')),
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // git matches nothing with a malformed pattern, either.
            return null;
        }
    }

    /// <summary>Determines whether the pattern selects a file by its path in the commit.</summary>
    public bool Matches(string path)
    {
        if (_directory.Length > 0
            && (path.Length <= _directory.Length
                || path[_directory.Length] != '/'
                || !path.StartsWith(_directory, StringComparison.Ordinal)))
        {
            return false;
        }

        var start = _matchesNames ? path.LastIndexOf('/') + 1 : _directory.Length == 0 ? 0 : _directory.Length + 1;
        return _regex.IsMatch(path.AsSpan(start));
    }

    private static string ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            var startsComponent = i == 0 || pattern[i - 1] == '/';
            if (startsComponent && rest.StartsWith("**/", StringComparison.Ordinal))
            {
                text.Append("(?:.*/)?");
                i += 2;
            }
            else if (startsComponent && rest is "**")
            {
                text.Append(".*");
                i++;
            }
            else if (rest[0] == '[' && rest.Length > 2 && rest[2..].IndexOf(']') is var end && end >= 0)
            {
                AppendClass(text, rest[1..(end + 2)]);
                i += end + 2;
            }
            else if (rest[0] == '\\' && rest.Length > 1)
            {
                text.Append(Regex.Escape(pattern[i + 1].ToString()));
                i++;
            }
            else
            {
                text.Append(rest[0] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var letter => Regex.Escape(letter.ToString()),
                });
            }
        }

        return text.Append(@"\z").ToString();
    }

    private static void AppendClass(StringBuilder text, ReadOnlySpan<char> members)
    {
        var isNegated = members[0] is '!' or '^';
        text.Append(isNegated ? "[^" : "[");
        foreach (var member in isNegated ? members[1..] : members)
        {
            text.Append(member is '[' or ']' or '^' or '\\' ? $"\\{member}" : member.ToString());
        }

        text.Append(']');
    }
}
