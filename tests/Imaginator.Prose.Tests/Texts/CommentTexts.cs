namespace Imaginator.Prose.Tests.Texts;

/// <summary>Comments that begin with a marker and take whole lines.</summary>
internal static class CommentTexts
{
    public static IEnumerable<Text> Of(string path, string content, string marker)
    {
        var paragraph = new Paragraph(path, TextKind.LineComment, Masking.OfPlainText);
        var number = 0;
        foreach (var line in content.Split('\n').Select(line => line.Trim()).Append(""))
        {
            number++;
            var comment = line.StartsWith(marker, StringComparison.Ordinal) && !line.StartsWith("#!", StringComparison.Ordinal)
                ? line[marker.Length..].Trim()
                : "";
            // Code that is commented out, such as #NAME=value, is no prose.
            if (comment.Contains(' ', StringComparison.Ordinal) && line[marker.Length] is ' ' or '\t')
            {
                paragraph.Add(number, comment);
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
}
