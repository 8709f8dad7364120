using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Layout;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The format of the records of images.</summary>
internal static class ImageRecordFormat
{
    private const byte Absent = 0;
    private const byte Present = 1;

    private static ReadOnlySpan<byte> Magic => "imgs3im\x01"u8;

    public static byte[] Write(ImageRecord record) => SealedRecord.Write(Magic, output =>
    {
        output.WriteId(record.Nonce);
        output.WriteText(record.Name);
        output.WriteByte((byte)record.State);
        output.WriteTime(record.CreatedOn);
        output.WriteByte(record.ExpiresAt is null ? Absent : Present);
        if (record.ExpiresAt is { } expiresAt)
        {
            output.WriteTime(expiresAt);
        }

        output.WriteUInt64(record.TotalDataBytes);
        output.WriteHash(record.Tree);
        output.WriteBytes(record.Metadata);
    });

    /// <summary>Reads the record with a key, which must be that of its name.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static ImageRecord Read(byte[] bytes, string key) => SealedRecord.Read(bytes, Magic, input =>
    {
        var (nonce, name) = (input.ReadId(), input.ReadText());
        if (!ImageNames.IsValid(name) || StoreKeys.OfImage(name) != key)
        {
            throw new ImageFormatException("it belongs to an image of another name");
        }

        var state = (ImageState)input.ReadByte();
        if (!Enum.IsDefined(state))
        {
            throw new ImageFormatException("its state is unknown");
        }

        return new ImageRecord(
            nonce,
            name,
            state,
            input.ReadTime(),
            input.ReadByte() == Present ? input.ReadTime() : null,
            input.ReadUInt64(),
            input.ReadHash(),
            input.ReadBytes().ToArray());
    });
}
