namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>Text is not a regular expression in Go's (RE2) syntax, or is one that cannot be used here.</summary>
public sealed class GoRegexException : ImaginatorException
{
    internal GoRegexException(string pattern, int column, string problem)
        : base($"regular expression \"{pattern}\", column {column}: {problem}")
    {
        Column = column;
        Problem = problem;
    }

    /// <summary>Where it is wrong: the number of the character, from 1.</summary>
    public int Column { get; }

    /// <summary>The problem, and the text to write instead.</summary>
    public string Problem { get; }
}
