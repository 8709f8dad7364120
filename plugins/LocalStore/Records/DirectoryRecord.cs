using System.Buffers;
using System.IO.Compression;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images.Serialization;
using Imaginator.Linux.Storage;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>The directories of the catalogue with their owners, in a file beside the objects. README.md describes the format.</summary>
internal static class DirectoryRecord
{
    public const string Name = "directories";

    // Compressed files can expand to a thousand times their length; 100,000 directories need a tenth of this.
    private const int MaximumLength = 64 * 1024 * 1024;
    private const int BufferLength = 64 * 1024;

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

        // The checksum of gzip reveals damage. A hash would load the cryptography library, which an idle daemon does not need.
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(buffer.WrittenSpan);
        }

        DurableFile.Replace(
            Path.Combine(storePath, Name), compressed.GetBuffer().AsSpan(0, (int)compressed.Length), (UnixFileMode)FileModes.Mode0600);
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
            return Read(path);
        }
        catch (Exception e) when (e is ImageFormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static ImageDirectoryInfo[] Read(string path)
    {
        using var contents = new MemoryStream();
        using (var gzip = new GZipStream(RegularFile.OpenRead(path), CompressionMode.Decompress))
        {
            var buffer = new byte[BufferLength];
            while (gzip.Read(buffer) is > 0 and var length)
            {
                contents.Write(buffer, 0, length);
                if (contents.Length > MaximumLength)
                {
                    throw new ImageFormatException("it is too long");
                }
            }
        }

        contents.Position = 0;
        using var input = new RecordReader(contents, contents.Length);
        if (!input.ReadRaw(Magic.Length).SequenceEqual(Magic))
        {
            throw new ImageFormatException("it is not a list of directories of a known version");
        }

        var directories = new ImageDirectoryInfo[input.ReadCount(MinimumLength)];
        foreach (ref var directory in directories.AsSpan())
        {
            directory = new ImageDirectoryInfo(input.ReadText(), input.ReadText());
        }

        input.ExpectEnd();
        return directories;
    }
}
