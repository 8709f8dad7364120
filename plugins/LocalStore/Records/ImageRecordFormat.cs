using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images.Serialization;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>The format of image records, which README.md describes. A hash at the end reveals damage.</summary>
internal static class ImageRecordFormat
{
    /// <summary>The maximum length of a record in bytes; images with 100,000 packages need a tenth.</summary>
    public const int MaximumLength = 256 * 1024 * 1024;

    private const byte Absent = 0;
    private const byte Present = 1;

    private static ReadOnlySpan<byte> Magic => "imgmeta\x01"u8;

    public static byte[] Write(ImageRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var output = new RecordWriter(buffer);
        output.WriteRaw(Magic);
        output.WriteText(record.Name);
        output.WriteSigned(record.CreatedOn.UtcTicks);
        output.WriteByte(record.ExpiresAt is null ? Absent : Present);
        if (record.ExpiresAt is { } expiresAt)
        {
            output.WriteSigned(expiresAt.UtcTicks);
        }

        output.WriteUInt64(record.TotalDataBytes);
        output.WriteHash(record.Tree);
        output.WriteBytes(record.Metadata);
        output.WriteRaw(SHA512.HashData(buffer.WrittenSpan));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record. Throws <see cref="ImageFormatException"/> for invalid bytes.</summary>
    public static ImageRecord Read(byte[] bytes)
    {
        if (bytes.Length < Magic.Length + SHA512.HashSizeInBytes || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new ImageFormatException("it is not an image record of a known version");
        }

        var contents = bytes.AsSpan(..^SHA512.HashSizeInBytes);
        if (!SHA512.HashData(contents).AsSpan().SequenceEqual(bytes.AsSpan(contents.Length)))
        {
            throw new ImageFormatException("its contents do not match its hash");
        }

        using var stream = new MemoryStream(bytes, 0, contents.Length, writable: false);
        using var input = new RecordReader(stream, contents.Length);
        input.ReadRaw(Magic.Length);
        var record = new ImageRecord(
            input.ReadText(),
            ReadTime(input),
            input.ReadByte() == Present ? ReadTime(input) : null,
            input.ReadUInt64(),
            input.ReadHash(),
            input.ReadBytes().ToArray());
        input.ExpectEnd();
        return record;
    }

    private static DateTimeOffset ReadTime(RecordReader input)
    {
        var ticks = input.ReadSigned();
        return ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new ImageFormatException("a time is out of range");
    }
}
