using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Imaginator.Plugins.Webhooks.Signing;

/// <summary>
/// Signs requests as Standard Webhooks 1.0 say, section "Signature scheme": HMAC-SHA256 of the message id, the time of the attempt and the
/// body. Several keys make several signatures, so that a receiver can change its key at any time. Immutable and thread-safe.
/// </summary>
internal sealed class SigningKeys
{
    private const string Prefix = "whsec_";
    private const string AsymmetricPrefix = "whsk_";

    // The specification: at least 24 bytes, 64 at most.
    private const int MinimumBytes = 24;
    private const int MaximumBytes = 64;

    private readonly ImmutableArray<byte[]> _keys;

    /// <param name="text">The keys, as <see cref="FindFault"/> accepts them.</param>
    public SigningKeys(string text) => _keys = [.. Split(text).Select(key => Parse(key)!)];

    /// <summary>Finds the fault of keys, with its cure; null if there is none. The fault contains no key.</summary>
    /// <param name="text">The keys, each with or without <c>whsec_</c>, separated by white space.</param>
    public static string? FindFault(string text)
    {
        if (Split(text).Any(key => key.StartsWith(AsymmetricPrefix, StringComparison.Ordinal)))
        {
            return $"asymmetric keys ({AsymmetricPrefix}) are not supported; write a key that begins with {Prefix}";
        }

        return Split(text) is { Length: > 0 } keys && Array.TrueForAll(keys, key => Parse(key) is not null)
            ? null
            : $"a key is {Prefix} and {MinimumBytes} to {MaximumBytes} bytes in Base64";
    }

    /// <summary>Makes the value of the header <c>webhook-signature</c>.</summary>
    /// <param name="id">The id of the message, without a full stop.</param>
    /// <param name="timestamp">The time of the attempt in seconds since 1970.</param>
    /// <param name="body">The bytes of the body.</param>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] content = [.. head, .. body];
        return string.Join(' ', _keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content))));
    }

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static byte[]? Parse(string key)
    {
        var encoded = key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) && length is >= MinimumBytes and <= MaximumBytes
            ? bytes[..length]
            : null;
    }
}
