namespace Imaginator.Scanning.Filtering;

/// <summary>A fault in a line of a filter.</summary>
/// <param name="Column">Where it is wrong: the number of the character, from 1.</param>
/// <param name="Problem">The problem, and the text to write instead.</param>
public sealed record FilterFault(string Line, int Column, string Problem)
{
    private const int MaximumShownLength = 200;

    /// <inheritdoc/>
    public override string ToString() =>
        $"filter line \"{(Line.Length > MaximumShownLength ? Line[..MaximumShownLength] + "…" : Line)}\", column {Column}: {Problem}";
}
