using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.PackageCache.Storage;

/// <summary>
/// The start of a file of the cache: the length of the head (four bytes, little-endian), then the head as JSON, in a space of
/// fixed size, so that the head can be rewritten when the contents are complete.
/// </summary>
internal static class HeadFormat
{
    /// <summary>The offset of the contents in bytes.</summary>
    public const int Size = 8192;

    private const int LengthSize = 4;

    /// <summary>Whether a head fits into its space: URLs can be long.</summary>
    public static bool Fits(FileHead head) => Serialize(head).Length <= Size - LengthSize;

    /// <summary>Writes a head, which must fit.</summary>
    public static void Write(SafeFileHandle file, FileHead head)
    {
        var bytes = new byte[Size];
        var json = Serialize(head);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, json.Length);
        json.CopyTo(bytes.AsSpan(LengthSize));
        RandomAccess.Write(file, bytes, 0);
    }

    /// <summary>Reads the head; null if it is invalid.</summary>
    public static FileHead? Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (RandomAccess.Read(file, bytes, 0) != Size)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is <= 0 or > Size - LengthSize)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.Slice(LengthSize, length), FileHeadJson.Default.FileHead);
        }
        catch (JsonException)
        {
            // Not a file of the cache.
            return null;
        }
    }

    private static byte[] Serialize(FileHead head) => JsonSerializer.SerializeToUtf8Bytes(head, FileHeadJson.Default.FileHead);
}
