namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>Conditions on a position in the text.</summary>
internal enum RegexAssertion
{
    StartOfText,
    EndOfText,
    StartOfLine,
    EndOfLine,
    WordBoundary,
    NoWordBoundary,
}
