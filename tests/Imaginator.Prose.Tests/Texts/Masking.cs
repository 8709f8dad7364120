using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Replaces by placeholders what is not prose.</summary>
internal static partial class Masking
{
    public const string Placeholder = "{}";

    /// <summary>Masks code spans and URLs, and removes emphasis, of Markdown.</summary>
    public static string OfMarkdown(string text)
    {
        text = CodeSpan().Replace(text, Mask);
        text = HtmlComment().Replace(text, match => new string('\n', match.ValueSpan.Count('\n')));
        text = Link().Replace(text, "$1");
        text = Url().Replace(text, Mask);
        return Emphasis().Replace(text, "");
    }

    /// <summary>Masks code, references and URLs, and removes other tags, of documentation comments and HTML.</summary>
    public static string OfMarkup(string text)
    {
        text = CodeElement().Replace(text, Mask);
        text = Reference().Replace(text, Placeholder);
        text = Tag().Replace(text, "");
        text = Url().Replace(text, Mask);
        return System.Net.WebUtility.HtmlDecode(text);
    }

    /// <summary>Masks the fields of a log template.</summary>
    public static string OfTemplate(string text) => Field().Replace(text, Placeholder);

    /// <summary>Masks code spans and URLs of plain text.</summary>
    public static string OfPlainText(string text) => Url().Replace(CodeSpan().Replace(text, Mask), Mask);

    private static string Mask(Match match) => Placeholder + new string('\n', match.ValueSpan.Count('\n'));

    [GeneratedRegex("(`+)(?!`).+?(?<!`)\\1(?!`)", RegexOptions.Singleline)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\{\w[^{}]*\}")]
    private static partial Regex Field();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex HtmlComment();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b[a-z][a-z+]*://[^\s""'<>)]*[^\s""'<>).,;:]")]
    private static partial Regex Url();

    [GeneratedRegex(@"\*+|(?<!\w)_|_(?!\w)")]
    private static partial Regex Emphasis();

    [GeneratedRegex("<(c|code|kbd|pre)\\b[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex CodeElement();

    [GeneratedRegex("<(see|seealso|paramref|typeparamref)\\b[^>]*/>")]
    private static partial Regex Reference();

    [GeneratedRegex("</?[a-zA-Z][^<>]*>")]
    private static partial Regex Tag();
}
