using Imaginator.Scanning.Filtering.Automata;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering;

/// <summary>
/// A regular expression in Go's (RE2) syntax, with Go's meaning, matched in time linear in the text for any
/// expression. Bytes that are not UTF-8 (in the form of <see cref="Files.FileName"/>) are U+FFFD to it, as in Go.
/// Thread-safe.
/// </summary>
public sealed class GoRegex
{
    private readonly Automaton _automaton;

    private GoRegex(Automaton automaton) => _automaton = automaton;

    /// <summary>Compiles an expression.</summary>
    /// <param name="fullMatch">Whether it must match the whole text; otherwise the start of the text is enough.</param>
    /// <exception cref="GoRegexException">The pattern is not an expression in Go's syntax, or is too large to match quickly.</exception>
    public static GoRegex Compile(string pattern, bool fullMatch)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return TryCompile(RegexParser.Parse(pattern), fullMatch) ?? throw TooLarge(pattern);
    }

    /// <summary>Whether a text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => _automaton.IsMatch(text);

    /// <summary>Lowers the memory limit for states, as one of several expressions. Must be called before the first match.</summary>
    internal void ShareMemory(int count) => _automaton.ShareMemory(count);

    internal static GoRegex? TryCompile(RegexNode node, bool fullMatch) =>
        Automaton.TryCreate(node, fullMatch) is { } automaton ? new GoRegex(automaton) : null;

    internal static GoRegexException TooLarge(string pattern) =>
        new(pattern, 1, "the expression is too large to match quickly; use smaller counts in \"{n,m}\", or split it");
}
