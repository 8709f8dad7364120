using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Building.Workspaces;

/// <summary>
/// Names the cache directories of streams: one file name for each stream name, different for different names. The suffix keeps
/// them apart from the nested directories of version 0.1, such as <c>users/a/b</c>.
/// </summary>
internal static class CacheDirectoryName
{
    private const string Suffix = ".cache";

    // A name with a digest: no other stream can have it, because its own directory would have the other suffix.
    private const string LongSuffix = ".longcache";

    private const int MaximumLength = 200;
    private const int ReadableLength = 100;

    /// <summary>The directory of a stream, such as <c>users%2Fa%2Fb.cache</c>.</summary>
    public static string Of(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        var bytes = FileName.Encode(streamName);
        var escaped = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'.' or (byte)'-' or (byte)'_')
            {
                escaped.Append((char)value);
            }
            else
            {
                escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.Length <= MaximumLength
            ? escaped + Suffix
            : $"{escaped.ToString(0, ReadableLength)}-{Convert.ToHexStringLower(SHA256.HashData(bytes))}{LongSuffix}";
    }
}
