using System.Globalization;

namespace Imaginator.Building.Tests.Variables;

/// <summary>Values that try to be more than the text of one variable.</summary>
internal static class HostileValues
{
    private const string Alphabet = "ab/:@?#%\\.-~ \t\n\r\0=&;$`'\"<>|{}[]()*!^,+é\u202E\uFF0F日";

    private static readonly string[] Known =
    [
        "a:b@attacker.example/x", "@attacker.example", "attacker.example/", "#", "?", "%", "%2F", "%2e%2e%2f", "..", "../..", "../../etc",
        "a/../../b", "/etc", "//attacker.example/x", "\\\\attacker.example\\x", "\\@attacker.example", "x:80@attacker.example", ":8080", "[::1]",
        "https://attacker.example/", "file:///etc/passwd", "a b", "a\tb", "a\nb", "a\r\nHost: attacker.example", "\0", "a\0b", "-", "--",
        "--setup-hook=touch /pwned", "-oProxyCommand=id", "$(id)", "`id`", "; id", "| id", "' ; id ; '", "\" ; id ; \"", "${IFS}id", "~root",
        "*", "é", "\uFF0F..\uFF0F", "\u202Etxt", "日本", "\u001b]0;x\u0007",
    ];

    /// <summary>Known attacks, an over-long value, and a thousand random ones, the same in every run.</summary>
    public static IEnumerable<string> All
    {
        get
        {
            var random = new Random(12);
            return Known.Append(new string('a', 20_000)).Concat(Enumerable.Range(0, 1000).Select(_ =>
                new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Alphabet[random.Next(Alphabet.Length)])])));
        }
    }

    /// <summary>The value as a message shows it.</summary>
    public static string Show(string value) =>
        string.Concat(value.Take(100).Select(letter => char.IsAsciiLetterOrDigit(letter) ? $"{letter}" : ((int)letter).ToString("X4", CultureInfo.InvariantCulture)));
}
