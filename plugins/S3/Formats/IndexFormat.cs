using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>
/// The format of index objects: the packs, and for each object its hash, the bytes since the end of the previous object, and its length. So,
/// objects cannot overlap, and the reader checks that they are in the pack.
/// </summary>
internal static class IndexFormat
{
    private const int MinimumPackLength = StoreKeys.IdBytes + 2;
    private const int MinimumObjectLength = ObjectHash.Length + 2;

    private static ReadOnlySpan<byte> Magic => "imgs3ix\x01"u8;

    public static byte[] Write(IReadOnlyList<IndexedPack> packs) => SealedRecord.Write(Magic, output =>
    {
        output.WriteVarint((ulong)packs.Count);
        foreach (var pack in packs)
        {
            output.WriteId(pack.Id);
            output.WriteVarint((ulong)pack.Length);
            output.WriteVarint((ulong)pack.Objects.Count);
            var end = 0L;
            foreach (var item in pack.Objects)
            {
                output.WriteHash(item.Hash);
                output.WriteVarint((ulong)(item.Offset - end));
                output.WriteVarint((ulong)item.Length);
                end = item.Offset + item.Length;
            }
        }
    });

    /// <summary>Reads an index object.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static IReadOnlyList<IndexedPack> Read(byte[] bytes) => SealedRecord.Read(bytes, Magic, input =>
    {
        var packs = new IndexedPack[input.ReadCount(MinimumPackLength)];
        for (var i = 0; i < packs.Length; i++)
        {
            packs[i] = ReadPack(input);
        }

        return packs;
    });

    private static IndexedPack ReadPack(RecordReader input)
    {
        var id = input.ReadId();
        var length = ReadLength(input, StoreLimits.ObjectBytes);
        var objects = new PackedObject[input.ReadCount(MinimumObjectLength)];
        var end = 0L;
        for (var i = 0; i < objects.Length; i++)
        {
            var hash = input.ReadHash();
            var offset = end + ReadLength(input, length - end);
            var size = ReadLength(input, length - offset);
            if (size == 0 || hash.IsZero)
            {
                throw new ImageFormatException("an object is empty");
            }

            objects[i] = new PackedObject(hash, offset, size);
            end = offset + size;
        }

        return new IndexedPack(id, length, objects);
    }

    private static long ReadLength(RecordReader input, long maximum)
    {
        var length = input.ReadVarint();
        return length <= (ulong)maximum ? (long)length : throw new ImageFormatException("an object is not inside its pack");
    }
}
