using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Headings, paragraphs, list items and table cells of Markdown, without its code blocks.</summary>
internal static partial class MarkdownTexts
{
    public static IEnumerable<Text> Of(string path, string content)
    {
        var paragraph = new Paragraph(path, TextKind.Document, Masking.OfMarkdown);
        var number = 0;
        string? fence = null;
        foreach (var line in content.Split('\n'))
        {
            number++;
            if (Fence().Match(line) is { Success: true } match && (fence is null || match.Groups[1].Value == fence))
            {
                fence = fence is null ? match.Groups[1].Value : null;
                foreach (var text in paragraph.End())
                {
                    yield return text;
                }
            }
            else if (fence is null)
            {
                foreach (var text in OfLine(paragraph, line, number))
                {
                    yield return text;
                }
            }
        }

        foreach (var text in paragraph.End())
        {
            yield return text;
        }
    }

    private static IEnumerable<Text> OfLine(Paragraph paragraph, string line, int number)
    {
        var isTable = line.TrimStart().StartsWith('|');
        var isHeading = line.StartsWith('#');
        var starts = isTable || isHeading || ListItem().IsMatch(line) || string.IsNullOrWhiteSpace(line);
        var ended = starts ? paragraph.End() : [];
        if (isHeading)
        {
            return ended.Append(paragraph.Single(number, TextKind.Heading, line.TrimStart('#')));
        }

        if (isTable)
        {
            return ended.Concat(CellBorder().Split(line.Trim()).Select(cell => paragraph.Single(number, TextKind.Document, cell)));
        }

        paragraph.Add(number, ListItem().Replace(line, ""));
        return ended;
    }

    [GeneratedRegex("^\\s*(```|~~~)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*([-*+]|\d+[.)])\s+|^\s*>\s?")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellBorder();
}
