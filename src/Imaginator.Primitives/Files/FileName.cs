using System.Buffers;
using System.Text;

namespace Imaginator.Files;

/// <summary>
/// Converts file names between bytes and text. Linux file names are bytes, usually but not necessarily UTF-8. In the image
/// model they are strings in which the unpaired low surrogate U+DC00 + byte represents each byte that is not valid UTF-8.
/// Every name survives a round trip (the "surrogateescape" scheme of PEP 383).
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class FileName
{
    /// <summary>A comparer that orders names by their bytes: the order of the entries of directories in images.</summary>
    public static IComparer<string> BytewiseComparer { get; } = new BytewiseFileNameComparer();

    /// <summary>Converts the bytes of a name or path to text.</summary>
    /// <param name="bytes">The bytes, without a terminating zero.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                consumed = 1;
                text.Append((char)(0xDC00 + bytes[0]));
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>Gets the maximum length of the bytes of a name or path.</summary>
    /// <param name="name">The name or path.</param>
    /// <returns>The number of bytes that <see cref="Encode(ReadOnlySpan{char}, Span{byte})"/> writes at most.</returns>
    public static int GetMaxByteCount(ReadOnlySpan<char> name) => name.Length * 3;

    /// <summary>Converts the text of a name or path to bytes.</summary>
    /// <param name="name">The text.</param>
    /// <param name="bytes">Receives the bytes. Its length must be at least <see cref="GetMaxByteCount"/>.</param>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="ArgumentException">
    /// The text contains an unpaired surrogate that does not represent a byte, or the buffer is too small.
    /// </exception>
    public static int Encode(ReadOnlySpan<char> name, Span<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.FromUtf16(name, bytes, out _, out var written, replaceInvalidSequences: false)
            == OperationStatus.Done)
        {
            return written;
        }

        written = 0;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out var rune, out var consumed) == OperationStatus.Done)
            {
                written += rune.EncodeToUtf8(bytes[written..]);
            }
            else if (name[0] is >= '\uDC80' and <= '\uDCFF')
            {
                consumed = 1;
                bytes[written++] = (byte)(name[0] - 0xDC00);
            }
            else
            {
                throw new ArgumentException("invalid file name: an unpaired surrogate does not represent a byte", nameof(name));
            }

            name = name[consumed..];
        }

        return written;
    }

    /// <summary>Converts the text of a name or path to bytes.</summary>
    /// <param name="name">The text.</param>
    /// <returns>The bytes, without a terminating zero.</returns>
    /// <exception cref="ArgumentException">
    /// The text contains an unpaired surrogate that does not represent a byte.
    /// </exception>
    public static byte[] Encode(ReadOnlySpan<char> name)
    {
        var buffer = new byte[GetMaxByteCount(name)];
        return buffer[..Encode(name, buffer)];
    }

    /// <summary>
    /// Formats a name or path for messages: <c>\xNN</c> replaces bytes that are not text and control characters.
    /// </summary>
    /// <param name="name">The text.</param>
    /// <returns>Printable text.</returns>
    public static string ToDisplay(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !name.Any(char.IsControl))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
            {
                return EscapeBytes(name);
            }

            text.Append(rune);
        }

        return text.ToString();
    }

    private static string EscapeBytes(string name)
    {
        var text = new StringBuilder(name.Length);
        ReadOnlySpan<char> rest = name;
        Span<char> chars = stackalloc char[2];
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != OperationStatus.Done)
            {
                consumed = 1;
                text.Append($"\\x{rest[0] & 0xFF:x2}");
            }
            else if (Rune.IsControl(rune))
            {
                text.Append($"\\x{rune.Value:x2}");
            }
            else
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }

            rest = rest[consumed..];
        }

        return text.ToString();
    }
}
