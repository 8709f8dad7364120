using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux.Storage;
using Imaginator.Plugins.LocalStore.Format;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>The directories of the catalogue with their owners, in a file beside the objects. README.md describes the format.</summary>
internal static class DirectoryRecord
{
    public const string Name = "directories";

    /// <summary>The minimum length of a directory in bytes: two empty texts.</summary>
    private const int MinimumLength = 2;

    private static ReadOnlySpan<byte> Magic => "imgdirs\x01"u8;

    /// <summary>Replaces the file, durably. At most one caller at a time.</summary>
    public static void Replace(string storePath, IReadOnlyList<ImageDirectoryInfo> directories)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var output = new RecordWriter(buffer);
        output.WriteRaw(Magic);
        output.WriteVarint((ulong)directories.Count);
        foreach (var directory in directories)
        {
            output.WriteText(directory.Name);
            output.WriteText(directory.OwnerGroup);
        }

        output.WriteRaw(SHA512.HashData(buffer.WrittenSpan));
        DurableFile.Replace(Path.Combine(storePath, Name), buffer.WrittenSpan, (UnixFileMode)FileModes.Mode0600);
    }

    /// <summary>Reads the file; null if it does not exist or is damaged.</summary>
    public static IReadOnlyList<ImageDirectoryInfo>? TryRead(string storePath)
    {
        var path = Path.Combine(storePath, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (StoreFormatException)
        {
            return null;
        }
    }

    private static ImageDirectoryInfo[] Read(byte[] bytes)
    {
        var length = bytes.Length - SHA512.HashSizeInBytes;
        if (length < Magic.Length || !bytes.AsSpan().StartsWith(Magic)
            || !SHA512.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            StoreFormatException.Throw("it is not an undamaged list of directories of a known version");
        }

        using var stream = new MemoryStream(bytes, 0, length, writable: false);
        using var input = new RecordReader(stream, length);
        input.ReadRaw(Magic.Length);
        var directories = new ImageDirectoryInfo[input.ReadCount(MinimumLength)];
        foreach (ref var directory in directories.AsSpan())
        {
            directory = new ImageDirectoryInfo(input.ReadText(), input.ReadText());
        }

        input.ExpectEnd();
        return directories;
    }
}
