using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>Writes packs that git would not write.</summary>
internal sealed class PackWriter : IDisposable
{
    private const int Blob = 3;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    private readonly MemoryStream _objects = new();
    private int _count;

    /// <summary>The position of the last object in the pack.</summary>
    public long Last { get; private set; }

    /// <summary>Adds a file.</summary>
    public PackWriter Add(byte[] contents, ulong? size = null)
    {
        Begin(Blob, size ?? (ulong)contents.Length);
        Compress(contents);
        return this;
    }

    /// <summary>Adds a delta to the object at a position whose result has the given sizes.</summary>
    public PackWriter AddDelta(long basePosition, long baseSize, long resultSize, byte[] instructions)
    {
        var position = 12 + _objects.Length;
        byte[] delta = [.. Varint(baseSize), .. Varint(resultSize), .. instructions];
        Begin(OffsetDelta, (ulong)delta.Length);
        _objects.Write(Offset(position - basePosition));
        Compress(delta);
        return this;
    }

    /// <summary>Adds a delta to an object by its ID.</summary>
    public PackWriter AddDelta(byte[] baseId, long baseSize, long resultSize, byte[] instructions)
    {
        byte[] delta = [.. Varint(baseSize), .. Varint(resultSize), .. instructions];
        Begin(ReferenceDelta, (ulong)delta.Length);
        _objects.Write(baseId);
        Compress(delta);
        return this;
    }

    /// <summary>Copies the first bytes of the base, at most 65,535.</summary>
    public static byte[] CopyInstruction(int length) => [0xB0, (byte)length, (byte)(length >> 8)];

    /// <summary>Returns the pack.</summary>
    /// <param name="count">The number of objects in the header; null for the true one.</param>
    public byte[] ToArray(uint? count = null)
    {
        var header = new byte[12];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), count ?? (uint)_count);
        byte[] contents = [.. header, .. _objects.ToArray()];
#pragma warning disable CA5350 // The format of git.
        return [.. contents, .. SHA1.HashData(contents)];
#pragma warning restore CA5350
    }

    private void Begin(int type, ulong size)
    {
        Last = 12 + _objects.Length;
        _count++;
        var first = (byte)((type << 4) | (int)(size & 0xF));
        size >>= 4;
        while (size > 0)
        {
            _objects.WriteByte((byte)(first | 0x80));
            first = (byte)(size & 0x7F);
            size >>= 7;
        }

        _objects.WriteByte(first);
    }

    private void Compress(byte[] contents)
    {
        using var stream = new ZLibStream(_objects, CompressionLevel.Optimal, leaveOpen: true);
        stream.Write(contents);
    }

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Offset(long offset)
    {
        var bytes = new List<byte> { (byte)(offset & 0x7F) };
        while ((offset >>= 7) > 0)
        {
            offset--;
            bytes.Insert(0, (byte)(0x80 | (offset & 0x7F)));
        }

        return [.. bytes];
    }

    /// <inheritdoc/>
    public void Dispose() => _objects.Dispose();
}
