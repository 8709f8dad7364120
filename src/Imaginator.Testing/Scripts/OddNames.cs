using System.Collections.Immutable;

namespace Imaginator.Testing.Scripts;

/// <summary>Arguments with every character that a shell treats specially.</summary>
internal static class OddNames
{
    /// <summary>The arguments. None begins with a dash or a slash, which tools treat as an option or a file.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "plain", "a b", "a  b", "a\tb", "a'b", "a\"b", "a\\b", "a\\\\b", "a$HOME", "a${HOME}b", "a$(echo x)", "a`echo x`", "a*", "a?", "[ab]",
        "{a,b}", "~", "~root", "a#b", "#a", "!a", "a;b", "a|b", "a&b", "a>b", "a<b", "(a)", "a=1.0-1~b", "a:any", "a%sb", "a\\nb", "é",
        "\u2018quoted\u2019", "日本", "\U0001F600", "a\u00a0b", "a,b", "a@b", "a+b", "a^b",
    ];
}
