using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images.Serialization;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The frame of all records in a bucket: eight bytes for kind and version, the values, and the SHA-512 hash of all of this.</summary>
internal static class SealedRecord
{
    public const int MagicLength = 8;

    /// <summary>Writes a record.</summary>
    public static byte[] Write(ReadOnlySpan<byte> magic, Action<RecordWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var output = new RecordWriter(buffer);
        output.WriteRaw(magic);
        write(output);
        output.WriteRaw(SHA512.HashData(buffer.WrittenSpan));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record, which must be complete, unchanged and of the kind and version.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static T Read<T>(byte[] bytes, ReadOnlySpan<byte> magic, Func<RecordReader, T> read)
    {
        if (bytes.Length < MagicLength + SHA512.HashSizeInBytes || !bytes.AsSpan().StartsWith(magic))
        {
            throw new ImageFormatException("its kind or version is unknown");
        }

        var contents = bytes.AsSpan(..^SHA512.HashSizeInBytes);
        if (!SHA512.HashData(contents).AsSpan().SequenceEqual(bytes.AsSpan(contents.Length)))
        {
            throw new ImageFormatException("its contents do not match its hash");
        }

        using var stream = new MemoryStream(bytes, 0, contents.Length, writable: false);
        using var input = new RecordReader(stream, contents.Length);
        input.ReadRaw(MagicLength);
        var value = read(input);
        input.ExpectEnd();
        return value;
    }

    public static void WriteTime(this RecordWriter output, DateTimeOffset time) => output.WriteSigned(time.UtcTicks);

    public static DateTimeOffset ReadTime(this RecordReader input)
    {
        var ticks = input.ReadSigned();
        return ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new ImageFormatException("a time is out of range");
    }

    /// <summary>Writes an ID of 32 hexadecimal digits.</summary>
    public static void WriteId(this RecordWriter output, string id) => output.WriteRaw(Convert.FromHexString(id));

    public static string ReadId(this RecordReader input) => Convert.ToHexStringLower(input.ReadRaw(Layout.StoreKeys.IdBytes));
}
