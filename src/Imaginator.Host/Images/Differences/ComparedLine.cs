namespace Imaginator.Host.Images.Differences;

/// <summary>A line of a text comparison.</summary>
/// <param name="Kind">The side of the line.</param>
/// <param name="Before">The number of the line in the first text, from 1; null if the text does not have it.</param>
/// <param name="After">The number of the line in the second text, from 1; null if the text does not have it.</param>
/// <param name="Text">The text without its line end; of a gap, the number of lines that are left out.</param>
internal sealed record ComparedLine(ComparedLineKind Kind, int? Before, int? After, string Text);
