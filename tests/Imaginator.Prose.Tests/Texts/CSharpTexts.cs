using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Strings and comments of a C# file.</summary>
internal static class CSharpTexts
{
    public static IEnumerable<Text> Of(string path, string content)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse);
        var root = CSharpSyntaxTree.ParseText(content, options, path).GetRoot();
        return Strings(path, root).Concat(DocumentationTexts.Of(path, root)).Concat(LineComments(path, root));
    }

    private static IEnumerable<Text> Strings(string path, SyntaxNode root) =>
        from node in root.DescendantNodes().OfType<ExpressionSyntax>()
        where StringValue.IsString(node) && node.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression }
        let value = StringValue.Of(node)
        let kind = StringKind.Of(path, node, value)
        where kind == TextKind.Log || kind != TextKind.None && StringValue.IsProse(value)
        select new Text(
            path, Line(node.GetLocation()), kind, Mask(kind, value).Replace('\n', ' ').Trim(),
            IsWhole: !StringKind.IsPart(node) && !value.Contains('<', StringComparison.Ordinal));

    private static string Mask(TextKind kind, string value) => kind == TextKind.Log
        ? Masking.OfTemplate(value)
        : Masking.OfMarkup(value);

    private static IEnumerable<Text> LineComments(string path, SyntaxNode root)
    {
        var paragraph = new Paragraph(path, TextKind.LineComment, Masking.OfPlainText);
        var last = 0;
        foreach (var trivia in root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)))
        {
            var line = Line(trivia.GetLocation());
            foreach (var text in line == last + 1 ? [] : paragraph.End())
            {
                yield return text;
            }

            paragraph.Add(line, trivia.ToString().TrimStart('/'));
            last = line;
        }

        foreach (var text in paragraph.End())
        {
            yield return text;
        }
    }

    private static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
