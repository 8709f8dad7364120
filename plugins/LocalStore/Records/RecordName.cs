using System.Security.Cryptography;
using System.Text;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>
/// The name of a record's file: the SHA-256 of the image's name, followed by a dot and the ID of the upload until the image is
/// in the catalogue.
/// </summary>
/// <param name="Key">The hash, as hexadecimal digits.</param>
/// <param name="Upload">The ID of the upload; null for a record of an image that was in the catalogue.</param>
internal readonly record struct RecordName(string Key, string? Upload)
{
    private const int KeyLength = 2 * SHA256.HashSizeInBytes;

    public static string KeyOf(string image) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)));

    public static RecordName? TryParse(string fileName)
    {
        var key = fileName.Split('.')[0];
        if (key.Length != KeyLength || !key.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        var rest = fileName[key.Length..];
        return rest.Length == 0 ? new RecordName(key, null)
            : rest.Length > 1 && !rest[1..].Contains('.') ? new RecordName(key, rest[1..])
            : null;
    }

    public override string ToString() => Upload is null ? Key : $"{Key}.{Upload}";
}
