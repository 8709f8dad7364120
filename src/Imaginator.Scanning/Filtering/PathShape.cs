using System.Text;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering;

/// <summary>
/// What most lines of filters look like: literal text, perhaps <c>.*</c> and more text, perhaps the end. Such lines
/// need no automaton.
/// </summary>
/// <param name="Tail">What comes anywhere after the head (<c>head.*tail</c>); null if the line is the head only.</param>
/// <param name="AtEnd">Whether the path ends there.</param>
internal sealed record PathShape(string Head, string? Tail, bool AtEnd)
{
    /// <summary>Recognises the shape of an expression that is matched from the start of a path without line feeds.</summary>
    /// <returns>The shape, or null if it is not one of the common ones.</returns>
    public static PathShape? Of(RegexNode node)
    {
        var parts = Flatten(node).ToList();
        var start = 0;
        while (start < parts.Count && parts[start] is AssertionNode { Assertion: RegexAssertion.StartOfText })
        {
            start++;
        }

        var atEnd = parts.Count > start && parts[^1] is AssertionNode { Assertion: RegexAssertion.EndOfText };
        var end = atEnd ? parts.Count - 1 : parts.Count;

        if (atEnd && end > start && IsAnything(parts[end - 1]))
        {
            // "/proc/.*$": to the end or not is the same.
            atEnd = false;
        }

        // The match may end anywhere, so that a part that matches the empty text at the end is redundant: "/proc/.*".
        while (!atEnd && end > start && parts[end - 1].IsNullable)
        {
            end--;
        }

        var head = TakeLiteral(parts, ref start, end);
        if (start == end)
        {
            return new PathShape(head, null, atEnd);
        }

        if (!IsAnything(parts[start]))
        {
            return null;
        }

        start++;
        var tail = TakeLiteral(parts, ref start, end);
        return start == end ? new PathShape(head, tail, atEnd) : null;
    }

    /// <summary>The text that every path starts with that an expression matches from the start; empty if there is none.</summary>
    public static string HeadOf(RegexNode node)
    {
        var parts = Flatten(node).ToList();
        var start = 0;
        while (start < parts.Count && parts[start] is AssertionNode { Assertion: RegexAssertion.StartOfText })
        {
            start++;
        }

        return TakeLiteral(parts, ref start, parts.Count);
    }

    /// <summary>Whether a path without line feeds matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> path)
    {
        if (!path.StartsWith(Head))
        {
            return false;
        }

        var rest = path[Head.Length..];
        return (Tail, AtEnd) switch
        {
            (null, true) => rest.IsEmpty,
            (null, false) => true,
            (_, true) => rest.EndsWith(Tail),
            (_, false) => rest.Contains(Tail, StringComparison.Ordinal),
        };
    }

    private static IEnumerable<RegexNode> Flatten(RegexNode node) =>
        node is SequenceNode sequence ? sequence.Parts.SelectMany(Flatten) : [node];

    private static bool IsAnything(RegexNode node) =>
        node is RepeatNode { Minimum: 0, Maximum: null, Body: RunesNode { Set: var set } }
        && (ReferenceEquals(set, RuneSet.All) || ReferenceEquals(set, RuneSet.AllButLineFeed));

    private static string TakeLiteral(List<RegexNode> parts, ref int position, int end)
    {
        var text = new StringBuilder();

        // U+FFFD also stands for bytes that are not UTF-8, and so is not a literal.
        for (; position < end && parts[position] is RunesNode { Set.Single: { } rune and not 0xFFFD }; position++)
        {
            text.Append(new Rune(rune));
        }

        return text.ToString();
    }
}
