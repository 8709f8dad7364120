using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>The value of a string expression: literals, interpolated strings, and both joined by <c>+</c>.</summary>
internal static partial class StringValue
{
    public static bool IsString(ExpressionSyntax node) => node switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsString(sum.Left) || IsString(sum.Right)),
        _ => false,
    };

    /// <summary>The text, with a placeholder for each hole and for each operand that is not a string.</summary>
    public static string Of(ExpressionSyntax node) => node switch
    {
        LiteralExpressionSyntax literal when IsString(literal) => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax interpolated => string.Concat(interpolated.Contents.Select(OfContent)),
        BinaryExpressionSyntax sum when IsString(sum) => Of(sum.Left) + Of(sum.Right),
        _ => Masking.Placeholder,
    };

    /// <summary>Whether a person reads it: it has words, and is neither SQL nor a script nor a pattern nor a format.</summary>
    public static bool IsProse(string value) =>
        TwoWords().IsMatch(value) && !Code().IsMatch(value) && !Pattern().IsMatch(value);

    private static string OfContent(InterpolatedStringContentSyntax content) => content is InterpolatedStringTextSyntax text
        ? text.TextToken.ValueText
        : Masking.Placeholder;

    // Two words, or a word beside a placeholder.
    [GeneratedRegex(@"[A-Za-z]{2,}[,;:.]? [A-Za-z]|[A-Za-z]{2,} \d\S* [A-Za-z]|\} [A-Za-z]{2,}|[A-Za-z]{2,}[,;:]? ['""(]?\{|^[;:,] [A-Za-z]{3,}")]
    private static partial Regex TwoWords();

    [GeneratedRegex(
        @"^\s*(SELECT|INSERT|UPDATE \w+ SET|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK|VACUUM|WITH \w+ AS|FROM \w+|WHERE|ORDER BY|LIMIT|HTTP/)\b" +
        @"|^\s*(\w+ = |AND |OR )\w|\bexec \w|\bcommand -v\b|^#!|&& |\|\| |; (then|do|break)\b|^\s*(digraph|function|default-src)\b|=> |\w\(\w*\);")]
    private static partial Regex Code();

    [GeneratedRegex(@"\\[dwsbp{]|\[\^|\(\?[:<!=]|[*+]\)|yyyy|^(GET|PUT|POST|HEAD|CONNECT|charset|text/)\b")]
    private static partial Regex Pattern();
}
