using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Paragraphs of a manual page in roff.</summary>
internal static partial class ManualTexts
{
    public static IEnumerable<Text> Of(string path, string content)
    {
        var paragraph = new Paragraph(path, TextKind.Document, Masking.OfPlainText);
        var number = 0;
        foreach (var line in content.Split('\n').Append(".PP"))
        {
            number++;
            var macro = Macro().Match(line);
            if (!macro.Success)
            {
                paragraph.Add(number, Escape().Replace(line, ""));
            }
            else if (macro.Groups[1].Value is "B" or "I" or "BR" or "IR" or "RI" or "RB" or "BI" or "IB")
            {
                paragraph.Add(number, Masking.Placeholder + Punctuation().Match(line).Value);
            }
            else
            {
                foreach (var text in paragraph.End())
                {
                    yield return text;
                }
            }
        }
    }

    [GeneratedRegex(@"^[.'](\S+)")]
    private static partial Regex Macro();

    [GeneratedRegex(@"\\f.|\\(?=-)")]
    private static partial Regex Escape();

    [GeneratedRegex("[.,;:]+$")]
    private static partial Regex Punctuation();
}
