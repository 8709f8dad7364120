using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Where people meet a string of a program, by what it is given to.</summary>
internal static partial class StringKind
{
    /// <summary>The kind; <see cref="TextKind.None"/> for what people do not read.</summary>
    public static TextKind Of(string path, ExpressionSyntax node, string value)
    {
        foreach (var ancestor in node.Ancestors())
        {
            var kind = ancestor switch
            {
                AttributeSyntax attribute => OfAttribute(attribute.Name.ToString()),
                ObjectCreationExpressionSyntax created => OfName(created.Type.ToString()),
                ImplicitObjectCreationExpressionSyntax created => OfName(TargetType(created)),
                ConstructorInitializerSyntax { Parent.Parent: TypeDeclarationSyntax type } => OfName(type.Identifier.Text),
                PrimaryConstructorBaseTypeSyntax baseType => OfName(baseType.Type.ToString()),
                ThrowStatementSyntax or ThrowExpressionSyntax => TextKind.Error,
                InvocationExpressionSyntax invocation => OfName(Name(invocation.Expression)),
                MemberDeclarationSyntax => null,
                _ => (TextKind?)TextKind.None,
            };
            if (kind is null)
            {
                break;
            }

            if (kind is TextKind.Error && PagePath().IsMatch(path) && ancestor is not (ThrowStatementSyntax or ThrowExpressionSyntax))
            {
                return TextKind.Page;
            }

            if (kind is not TextKind.None)
            {
                return kind == IgnoredKind ? TextKind.None : kind.Value;
            }
        }

        return PagePath().IsMatch(path) || value.Contains("</", StringComparison.Ordinal) ? TextKind.Page : TextKind.String;
    }

    /// <summary>Whether a string is put into another one, or chosen among several to be.</summary>
    public static bool IsPart(ExpressionSyntax node) => node.Ancestors()
        .TakeWhile(ancestor => ancestor is not (StatementSyntax or MemberDeclarationSyntax or ObjectCreationExpressionSyntax))
        .Any(ancestor => ancestor is InterpolationSyntax or BinaryExpressionSyntax { RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.AddExpression });

    private const TextKind IgnoredKind = (TextKind)int.MinValue;

    private static TextKind OfAttribute(string name) => name switch
    {
        "LoggerMessage" => TextKind.Log,
        "SuppressMessage" or "UnconditionalSuppressMessage" => TextKind.LineComment,
        "GeneratedRegex" => IgnoredKind,
        _ => TextKind.PublicComment,
    };

    private static TextKind OfName(string name) => name switch
    {
        _ when ErrorName().IsMatch(name) => TextKind.Error,
        _ when HelpName().IsMatch(name) => TextKind.Help,
        _ when IgnoredName().IsMatch(name) => IgnoredKind,
        _ => TextKind.None,
    };

    private static string Name(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        _ => "",
    };

    private static string TargetType(SyntaxNode created) => created.Parent switch
    {
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Type.ToString(),
        EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax variable } => variable.Type.ToString(),
        _ => created.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.ReturnType.ToString() ?? "",
    };

    [GeneratedRegex("Exception$|^(Fault|Fail|Error|Warn|Refuse|Reject|Throw|Deny)|(Fault|Fail|Error|Warning|Invalid|Malformed|Refused)(<.*>)?$")]
    private static partial Regex ErrorName();

    [GeneratedRegex("^Flag(<|$)|Flag<|Command$|^Create(Observable)?(Counter|Gauge|Histogram|UpDownCounter)|^(Counter|Gauge|Histogram|Metric)")]
    private static partial Regex HelpName();

    [GeneratedRegex("^(Regex|SearchValues|ExecuteAsync|Execute|ExecuteScalar|Query|Prepare|StartsWith|EndsWith|Contains|Equals|IndexOf|Split|Replace)$")]
    private static partial Regex IgnoredName();

    [GeneratedRegex("^src/Imaginator.Host/(Web(?!/Api)|Pages)/")]
    private static partial Regex PagePath();
}
