using System.Buffers;
using System.Globalization;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// Texts in JSON, which cannot hold the lone surrogates of <see cref="FileName"/>: the character U+0000 and two hexadecimal digits stand
/// for a byte that is not UTF-8. No file name contains U+0000, so that all other names are what they seem. A text with U+0000 itself
/// has the digits 00.
/// </summary>
internal static class JsonEscape
{
    private const char Mark = '\0';
    private const int DigitCount = 2;
    private const int FirstByte = 0x80;

    /// <summary>Throws <see cref="ArgumentException"/> for an unpaired surrogate that does not represent a byte.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains(Mark))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + DigitCount);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == OperationStatus.Done && rune.Value != Mark)
            {
                escaped.Append(rest[..consumed]);
            }
            else if (rest[0] is Mark or (>= '\uDC80' and <= '\uDCFF'))
            {
                consumed = 1;
                escaped.Append(CultureInfo.InvariantCulture, $"{Mark}{rest[0] & byte.MaxValue:x2}");
            }
            else
            {
                throw new ArgumentException("invalid text: an unpaired surrogate does not represent a byte", nameof(text));
            }

            rest = rest[consumed..];
        }

        return escaped.ToString();
    }

    /// <summary>Reverses <see cref="Escape"/>. Throws <see cref="ImageFormatException"/> for other uses of U+0000.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains(Mark))
        {
            return text;
        }

        var unescaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != Mark)
            {
                unescaped.Append(text[i]);
                continue;
            }

            if (i + DigitCount >= text.Length
                || !byte.TryParse(
                    text.AsSpan(i + 1, DigitCount), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                || value is not (0 or >= FirstByte))
            {
                throw new ImageFormatException("a text has the character U+0000 without the two digits of a byte");
            }

            unescaped.Append(value == 0 ? Mark : (char)(0xDC00 + value));
            i += DigitCount;
        }

        return unescaped.ToString();
    }
}
