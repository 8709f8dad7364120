using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Texts;

/// <summary>Messages and comments of shell scripts, and comments of settings files.</summary>
internal static partial class ScriptTexts
{
    public static IEnumerable<Text> Of(string path, string content) =>
        CommentTexts.Of(path, content, "#").Concat(
            from match in Message().Matches(content)
            let text = Variable().Replace(match.Groups[2].Value, Masking.Placeholder).Replace("\\\"", "\"", StringComparison.Ordinal)
            where text.Contains(' ', StringComparison.Ordinal)
            select new Text(
                path,
                content.AsSpan(0, match.Index).Count('\n') + 1,
                match.Groups[1].Value is "die" or "fail" ? TextKind.Error : TextKind.Script,
                text.Replace("\\\n", " ", StringComparison.Ordinal)));

    [GeneratedRegex("""(?:^|[;&|{(]|\bthen|\belse|\bdo)[ \t]*\b(say|die|fail|warn|usage|log|echo)[ \t]+(?:[1-9][ \t]+)?"((?:\\.|[^"\\])*)"(?![^\n]*>"?\$)""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Message();

    [GeneratedRegex(@"\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|\$\w+|\$[*@#?]")]
    private static partial Regex Variable();
}
