using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Titles, summaries and descriptions of alerts and dashboards, and the comments of their files.</summary>
internal static partial class AnnotationTexts
{
    public static IEnumerable<Text> Of(string path, string content) =>
        CommentTexts.Of(path, content, "#").Concat(
            from match in Annotation().Matches(content)
            select new Text(
                path,
                content.AsSpan(0, match.Index).Count('\n') + 1,
                TextKind.Page,
                Template().Replace(match.Groups[1].Value, Masking.Placeholder),
                IsWhole: false));

    [GeneratedRegex(@"""?\b(?:summary|description|title)""?: ""((?:\\.|[^""\\])+)""")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Template();
}
