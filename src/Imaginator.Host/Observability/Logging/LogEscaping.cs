using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Makes foreign text safe to print on a line.</summary>
internal static class LogEscaping
{
    // C0 controls, DEL and C1 controls, the two Unicode line separators, and the controls of text direction.
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Select(code => (char)code),
        .. Enumerable.Range(0x7F, 0x21).Select(code => (char)code),
        '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>
    /// Replaces control characters by escapes such as <c>\t</c> or <c>\u001b</c>, so that a text can neither forge a log entry
    /// nor control the terminal of a reader. Line feeds become <paramref name="lineFeed"/>.
    /// </summary>
    public static string Escape(string text, string lineFeed = "\\n")
    {
        if (!text.AsSpan().ContainsAny(Unprintable))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => escaped.Append(lineFeed),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                _ when Unprintable.Contains(character) =>
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
