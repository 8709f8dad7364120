using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Web.Console.Images.Differences;

/// <summary>The differences of one file between two images.</summary>
/// <param name="Before">The first image.</param>
/// <param name="After">The second image.</param>
/// <param name="Text">The lines that differ.</param>
internal sealed record TextDiffModel(string Before, string After, TextDifference Text)
{
    // A page must stay small.
    private const int MaximumLetters = 100_000;

    /// <summary>The lines that fit on the page.</summary>
    public IEnumerable<ComparedLine> Lines
    {
        get
        {
            var letters = 0;
            return Text.Lines.TakeWhile(line => (letters += line.Text.Length + 40) < MaximumLetters);
        }
    }
}
