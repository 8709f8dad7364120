using System.Buffers;
using System.Text;

namespace Imaginator.Building.Variables;

/// <summary>
/// Expands <c>$NAME</c>, <c>${NAME}</c> and <c>${NAME[&lt;sep&gt;&lt;start&gt;:&lt;end&gt;]}</c>. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A name after a bare <c>$</c> consists of letters, digits and underscores and does not start with a digit; a <c>$</c> in
/// front of anything else is an ordinary character, so that the <c>$</c> of a regular expression survives. Between
/// braces, any text is a name. Values are inserted as they are and not expanded again.</para>
/// <para><c>${$}</c> is a dollar sign: <c>${$}6${$}rounds</c> expands to <c>$6$rounds</c>.</para>
/// <para>A malformed reference expands to nothing: <c>${}</c>, a range that is not two numbers, one that leaves the value,
/// and the two characters of a <c>${</c> that is never closed.</para>
/// </remarks>
public static class VariableExpander
{
    /// <summary>The reference that expands to a dollar sign. No variable can have this name.</summary>
    private const string Dollar = "${$}";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Expands every reference; unknown variables expand to nothing.</summary>
    /// <param name="lookup">Gives a variable's value, or null where it is unknown.</param>
    public static string Expand(string text, Func<string, string?> lookup) => Expand(text, lookup, out _);

    /// <summary>Expands every reference if all variables are known; otherwise leaves the whole text as it is.</summary>
    /// <param name="lookup">Gives a variable's value, or null where it is unknown.</param>
    public static string ExpandIfAllKnown(string text, Func<string, string?> lookup)
    {
        var expanded = Expand(text, lookup, out var allKnown);
        return allKnown ? expanded : text;
    }

    /// <summary>
    /// Like <see cref="ExpandIfAllKnown"/>, for a text that is expanded again later: a text with <c>${$}</c> stays as it is, because its
    /// dollar sign could become a reference then.
    /// </summary>
    /// <param name="lookup">Gives a variable's value, or null where it is unknown.</param>
    public static string ExpandEarly(string text, Func<string, string?> lookup)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(Dollar, StringComparison.Ordinal) ? text : ExpandIfAllKnown(text, lookup);
    }

    /// <summary>The names that a text refers to and that are not defined, so that they expand to nothing.</summary>
    /// <param name="lookup">Gives a variable's value, or null where it is unknown.</param>
    public static IEnumerable<string> FindUndefined(string text, Func<string, string?> lookup) =>
        References(text).Where(name => lookup(name) is null);

    /// <summary>The warning about a name of <see cref="FindUndefined"/>.</summary>
    public static string DescribeUndefined(string name) =>
        $"the variable \"{Files.FileName.ToDisplay(name)}\" is not defined and expands to nothing; write {Dollar} for a dollar sign";

    /// <summary>The names of the variables that a text refers to.</summary>
    internal static IReadOnlySet<string> References(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expand(text, name =>
        {
            names.Add(name);
            return null;
        });
        return names;
    }

    /// <summary>Splits a text into literal parts and references, in their order.</summary>
    internal static IEnumerable<TemplatePart> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        for (var dollar = text.IndexOf('$', StringComparison.Ordinal); dollar >= 0; dollar = text.IndexOf('$', dollar))
        {
            var length = LengthOfReference(text.AsSpan(dollar + 1));
            if (length > 0)
            {
                yield return new TemplatePart(text[start..dollar], IsReference: false);
                yield return new TemplatePart(text.Substring(dollar + 1, length), IsReference: true);
                start = dollar + 1 + length;
            }

            dollar += 1 + length;
        }

        yield return new TemplatePart(text[start..], IsReference: false);
    }

    /// <summary>The value of a reference of <see cref="Split"/>; null where the variable is unknown.</summary>
    internal static string? ValueOf(TemplatePart reference, Func<string, string?> lookup) => ValueOf(reference.Text, lookup);

    private static string Expand(string text, Func<string, string?> lookup, out bool allKnown)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(lookup);
        allKnown = true;
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder(text.Length);
        foreach (var part in Split(text))
        {
            var value = part.IsReference ? ValueOf(part, lookup) : part.Text;
            allKnown &= value is not null;
            expanded.Append(value);
        }

        return expanded.ToString();
    }

    // How much of the text behind a dollar sign belongs to the reference; 0 if it is not one.
    private static int LengthOfReference(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
        {
            return 0;
        }

        if (text[0] == '{')
        {
            return Math.Max(1, text.IndexOf('}') + 1);
        }

        var end = text.IndexOfAnyExcept(NameCharacters);
        return end < 0 ? text.Length : end;
    }

    // The reference without its dollar sign; null where the variable is unknown or no name can be made out.
    private static string? ValueOf(ReadOnlySpan<char> reference, Func<string, string?> lookup)
    {
        if (reference[0] != '{')
        {
            return lookup(reference.ToString());
        }

        if (reference.Length <= 2)
        {
            return null;
        }

        var inner = reference[1..^1];
        if (inner is "$")
        {
            return "$";
        }

        var bracket = inner.IndexOf('[');
        if (bracket < 0 || inner[^1] != ']')
        {
            return lookup(inner.ToString());
        }

        return lookup(inner[..bracket].ToString()) is { } value ? PartsOf(value, inner[(bracket + 1)..^1]) : null;
    }

    // range is <sep><start>:<end>.
    private static string PartsOf(string value, ReadOnlySpan<char> range)
    {
        if (range.IsEmpty || value.Length == 0)
        {
            return "";
        }

        var separator = range[0];
        range = range[1..];
        var colon = range.IndexOf(':');
        var parts = value.Split(separator);
        if (colon < 0
            || !TryParseBound(range[..colon], whenEmpty: 0, parts.Length, out var start)
            || !TryParseBound(range[(colon + 1)..], whenEmpty: parts.Length, parts.Length, out var end)
            || start > end)
        {
            return "";
        }

        return string.Join(separator, parts, start, end - start);
    }

    private static bool TryParseBound(ReadOnlySpan<char> text, int whenEmpty, int count, out int bound)
    {
        if (text.IsEmpty)
        {
            bound = whenEmpty;
            return true;
        }

        if (!int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture, out bound))
        {
            return false;
        }

        bound = bound < 0 ? bound + count : bound;
        return bound >= 0 && bound <= count;
    }
}
