using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Texts of Razor slices: between tags, in the attributes that people read, and in strings of expressions.</summary>
internal static partial class SliceTexts
{
    public static IEnumerable<Text> Of(string path, string content)
    {
        var number = 0;
        foreach (var line in content.Split('\n'))
        {
            number++;
            if (Code().IsMatch(line))
            {
                continue;
            }

            foreach (var text in Expression().Matches(line).SelectMany(expression => Literal().Matches(expression.Value))
                .Select(text => text.Groups["text"].Value))
            {
                yield return new Text(path, number, TextKind.Page, text, IsWhole: false);
            }

            var markup = Expression().Replace(line, Masking.Placeholder);
            foreach (var text in Attribute().Matches(markup).Select(attribute => attribute.Groups["text"].Value).Concat(Tag().Split(markup))
                .Where(text => Words().IsMatch(text)))
            {
                yield return new Text(path, number, TextKind.Page, System.Net.WebUtility.HtmlDecode(text).Trim(), IsWhole: false);
            }
        }
    }

    [GeneratedRegex(@"^\s*(@(using|inherits|namespace|functions|if|foreach|for|\w+TagHelper)\b|@\{|(if|else|foreach|for|var|return|private)\b|//|[{}])")]
    private static partial Regex Code();

    // A name with calls, or an expression in parentheses.
    [GeneratedRegex(@"@(?:await )?[\w.?]*(?:\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)[\w.?]*)*")]
    private static partial Regex Expression();

    [GeneratedRegex("\"(?<text>[^\"]*[a-z] [a-z][^\"]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("\\b(title|aria-label|placeholder|alt)=\"(?<text>[^\"]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("[A-Za-z]{2,}[,;:.]? [A-Za-z]")]
    private static partial Regex Words();
}
