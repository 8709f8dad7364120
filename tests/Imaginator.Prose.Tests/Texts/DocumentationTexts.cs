using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>The elements of documentation comments: summary, remarks, parameters and others, each a text.</summary>
internal static class DocumentationTexts
{
    public static IEnumerable<Text> Of(string path, SyntaxNode root) =>
        from comment in root.DescendantNodes(descendIntoTrivia: true).OfType<DocumentationCommentTriviaSyntax>()
        let kind = IsPublic(comment) ? TextKind.PublicComment : TextKind.InternalComment
        from element in comment.Content.OfType<XmlElementSyntax>()
        from text in Paragraphs(path, kind, element)
        select text;

    private static IEnumerable<Text> Paragraphs(string path, TextKind kind, XmlElementSyntax element)
    {
        var paragraph = new Paragraph(path, kind, Masking.OfMarkup);
        var number = element.GetLocation().GetLineSpan().StartLinePosition.Line;
        var isCode = false;
        foreach (var raw in element.ToString().Split('\n'))
        {
            number++;
            var line = raw.Trim().TrimStart('/').Trim();
            var opens = line.Contains("<code", StringComparison.Ordinal);
            var closes = line.Contains("</code>", StringComparison.Ordinal);
            if (opens || closes || isCode)
            {
                isCode = (isCode || opens) && !closes;
                continue;
            }

            foreach (var text in line is "" or "<para>" or "</para>" || line.StartsWith("<item>", StringComparison.Ordinal) ? paragraph.End() : [])
            {
                yield return text;
            }

            paragraph.Add(number, line);
        }

        foreach (var text in paragraph.End().Where(text => text.Value.Length > 0))
        {
            yield return text;
        }
    }

    private static bool IsPublic(DocumentationCommentTriviaSyntax comment)
    {
        var member = comment.ParentTrivia.Token.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return member is not null && member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(IsVisible);
    }

    private static bool IsVisible(MemberDeclarationSyntax member) =>
        member is BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax or { Parent: InterfaceDeclarationSyntax }
        || member.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword))
            && !member.Modifiers.Any(SyntaxKind.PrivateKeyword);
}
