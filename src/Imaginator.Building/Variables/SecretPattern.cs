using System.Text;

namespace Imaginator.Building.Variables;

/// <summary>One secret value as bytes to look for.</summary>
/// <param name="Bytes">The value in UTF-8; not empty.</param>
/// <param name="Encoded">
/// Whether each byte may also stand percent-encoded (and a space as <c>+</c>), as in a URL, where a percent sign of the
/// value itself always does.
/// </param>
internal sealed record SecretPattern(byte[] Bytes, bool Encoded)
{
    // What Match returns besides a length.
    public const int Mismatch = 0;
    public const int NeedsMore = -1;

    public static IEnumerable<SecretPattern> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return new SecretPattern(bytes, Encoded: true);
        if (bytes.Contains((byte)'%'))
        {
            yield return new SecretPattern(bytes, Encoded: false);
        }
    }

    /// <summary>Compares the pattern with the beginning of a text.</summary>
    /// <returns>
    /// The number of bytes that the secret occupies, <see cref="Mismatch"/>, or <see cref="NeedsMore"/> if the text ends before it
    /// is decided.
    /// </returns>
    public int Match(ReadOnlySpan<byte> text)
    {
        var position = 0;
        foreach (var expected in Bytes)
        {
            if (position == text.Length)
            {
                return NeedsMore;
            }

            var actual = text[position];
            if (Encoded && actual == '%')
            {
                var digits = text[(position + 1)..];
                if (digits.Length < 2)
                {
                    return digits.IsEmpty || digits[0] == HexDigit(digits[0], expected >> 4) ? NeedsMore : Mismatch;
                }

                if (digits[0] != HexDigit(digits[0], expected >> 4) || digits[1] != HexDigit(digits[1], expected & 0xF))
                {
                    return Mismatch;
                }

                position += 3;
            }
            else if (actual == expected || (Encoded && actual == '+' && expected == ' '))
            {
                position++;
            }
            else
            {
                return Mismatch;
            }
        }

        return position;
    }

    // The digit in the case of the one that it is compared with.
    private static byte HexDigit(byte like, int value) =>
        (byte)(value < 10 ? '0' + value : (char.IsAsciiLetterLower((char)like) ? 'a' : 'A') + value - 10);
}
