using System.Security.Cryptography;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>SHA-512 checksums of packages, as lower-case hexadecimal text.</summary>
internal static class PackageChecksum
{
    /// <summary>Reads a checksum in hexadecimal or Base64; an empty text for none.</summary>
    /// <exception cref="FormatException">The text is neither; the message continues the text.</exception>
    public static string Parse(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var bytes = new byte[SHA512.HashSizeInBytes];
        if (text.Length == 2 * bytes.Length && text.All(char.IsAsciiHexDigit))
        {
            return text.ToLowerInvariant();
        }

        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length
            ? Convert.ToHexStringLower(bytes)
            : throw new FormatException("is not a SHA-512 checksum: 128 hexadecimal digits, or Base64");
    }

    /// <summary>The checksum of a stream, from its start.</summary>
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        return Convert.ToHexStringLower(await SHA512.HashDataAsync(stream, cancellationToken));
    }
}
