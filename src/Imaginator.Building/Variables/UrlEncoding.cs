using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Building.Variables;

/// <summary>Percent-encodes values for the parts of URLs.</summary>
internal static class UrlEncoding
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Unreserved = Letters + "-._~";

    private static readonly SearchValues<char> UnreservedCharacters = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(Unreserved + "/!$&'()*+,;=:@");
    private static readonly SearchValues<char> PlainPathCharacters = SearchValues.Create(Unreserved + "/+@=,");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(Letters + "-._");
    private static readonly SearchValues<char> NotInHost = SearchValues.Create("@\\?#% ");

    /// <summary>Encodes a value that is one part: everything except letters, digits and <c>- . _ ~</c>.</summary>
    public static string Encode(string value) => Encode(value, UnreservedCharacters, keepsEncoded: false);

    /// <summary>Encodes a path. Its slashes separate components.</summary>
    public static string EncodePath(string value) => string.Join('/', value.Split('/').Select(Encode));

    /// <summary>Encodes a path of the configuration, which can be encoded in part already.</summary>
    public static string EncodePathOfSite(string value) => Encode(value, PathCharacters, keepsEncoded: true);

    /// <summary>
    /// Encodes a value of the configuration, unless it is encoded: sites with special characters in passwords had to encode the
    /// values of their variables. A value with any character that requires encoding is not encoded yet.
    /// </summary>
    public static string EncodeUnlessEncoded(string value) => IsEncoded(value) ? value : Encode(value);

    /// <summary>Whether a value of the configuration, such as <c>host:443/team</c>, leaves user and password alone.</summary>
    public static bool CanContinueHost(string value) =>
        !value.AsSpan().ContainsAny(NotInHost) && !value.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter));

    public static bool IsHostName(string value) => !value.AsSpan().ContainsAnyExcept(HostCharacters);

    /// <summary>Whether a value needs no encoding in a path, and does not look like an option of a program.</summary>
    public static bool IsPlainPath(string value) =>
        value[0] is not ('-' or '~') && !value.AsSpan().ContainsAnyExcept(PlainPathCharacters);

    private static bool IsEncoded(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (IsEscape(value, i))
            {
                i += 2;
            }
            else if (!UnreservedCharacters.Contains(value[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEscape(string value, int index) =>
        value[index] == '%' && index + 2 < value.Length
        && char.IsAsciiHexDigit(value[index + 1]) && char.IsAsciiHexDigit(value[index + 2]);

    private static string Encode(string value, SearchValues<char> kept, bool keepsEncoded)
    {
        if (!value.AsSpan().ContainsAnyExcept(kept))
        {
            return value;
        }

        var encoded = new StringBuilder(value.Length * 2);
        var position = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsBmp && (kept.Contains((char)rune.Value) || (keepsEncoded && IsEscape(value, position))))
            {
                encoded.Append((char)rune.Value);
            }
            else
            {
                AppendEscaped(encoded, rune);
            }

            position += rune.Utf16SequenceLength;
        }

        return encoded.ToString();
    }

    private static void AppendEscaped(StringBuilder encoded, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
        {
            encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }
}
