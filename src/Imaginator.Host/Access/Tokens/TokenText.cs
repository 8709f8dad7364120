using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Imaginator.Host.Access.Tokens;

/// <summary>
/// The texts of bearer tokens: a prefix that scanners for secrets know, and 256 random bits as hexadecimal digits. Only their hashes
/// are stored; a text of this entropy needs no slow hash.
/// </summary>
internal static class TokenText
{
    public const string Prefix = "imgt_";

    private const int SecretBytes = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Makes a new text.</summary>
    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Whether a text has the form of a token.</summary>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Prefix.Length + (2 * SecretBytes)
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;
    }

    /// <summary>Replaces all tokens in a text, for logs.</summary>
    public static string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf(Prefix, StringComparison.Ordinal);
        while (at >= 0)
        {
            var secret = at + Prefix.Length;
            var end = secret;
            while (end < text.Length && Digits.Contains(text[end]))
            {
                end++;
            }

            // Parts of tokens, too: a text can contain a token in pieces.
            text = end > secret ? $"{text[..secret]}***{text[end..]}" : text;
            at = text.IndexOf(Prefix, secret, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The hash under which a token is stored: SHA-256 as hexadecimal digits.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
