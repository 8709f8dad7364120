using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Host.Observability.Logging;

/// <summary>Makes texts of others safe to print on a line.</summary>
internal static class LogText
{
    // Below a space, DEL and the C1 controls, the two Unicode line separators, and what turns the direction of text around.
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Select(code => (char)code),
        .. Enumerable.Range(0x7F, 0x21).Select(code => (char)code),
        '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>
    /// Writes out control characters, so that a text can neither pass for an entry of its own in a log nor speak to the
    /// terminal of whoever reads it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="lineFeed">What stands for a line feed.</param>
    /// <returns>The text with <c>\t</c> or <c>\u001b</c> in place of them; the same instance if there are none.</returns>
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
