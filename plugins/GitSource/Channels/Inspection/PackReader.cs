namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>
/// Reads a pack (gitformat-pack) without keeping its contents: only the sizes of objects, and how many deltas they consist of.
/// </summary>
internal sealed class PackReader(PieceSource source, FetchLimits limits)
{
    private const int ChecksumLength = 20;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private const int MaximumShift = 57;

    private readonly DeflateReader _deflate = new(source, limits);

    // Of each object that has been read, in ascending order of positions.
    private readonly List<long> _positions = [];
    private readonly List<ushort> _depths = [];
    private long _expanded;

    /// <summary>Reads the whole pack.</summary>
    public void Read()
    {
        foreach (var expected in "PACK"u8)
        {
            if (source.ReadByte() != expected)
            {
                throw limits.Damaged("the pack has no header");
            }
        }

        if (ReadNumber() is not (2 or 3))
        {
            throw limits.Damaged("the pack has an unknown version");
        }

        var count = ReadNumber();
        limits.CheckObjectCount(count);
        for (var i = 0L; i < count; i++)
        {
            ReadObject();
        }

        Skip(ChecksumLength);
    }

    private void ReadObject()
    {
        var position = source.Position;
        var first = source.ReadByte();
        var type = (first >> 4) & 7;
        var size = (ulong)(first & 0xF);
        if ((first & 0x80) != 0)
        {
            size |= ReadSize(source.ReadByte, 4);
        }

        limits.CheckObjectSize(size);
        var depth = 0;
        switch (type)
        {
            case OffsetDelta:
                depth = DepthAt(position - ReadOffset()) + 1;
                limits.CheckDeltaDepth(depth);
                break;
            case ReferenceDelta:
                // The base can be any object, also one of an earlier pack: the expanded size limits these.
                Skip(ChecksumLength);
                depth = 1;
                break;
            case 0 or 5:
                throw limits.Damaged("the pack contains an object of an unknown type");
        }

        _positions.Add(position);
        _depths.Add((ushort)depth);
        if (_deflate.Read(size) != size)
        {
            throw limits.Damaged("an object does not have the size that the pack says");
        }

        var expanded = type is OffsetDelta or ReferenceDelta ? ReadResultSize(_deflate.Beginning) : size;
        limits.CheckObjectSize(expanded);
        _expanded += (long)expanded;
        limits.CheckExpandedSize(_expanded);
    }

    // A delta begins with the sizes of its base and of its result.
    private ulong ReadResultSize(ReadOnlySpan<byte> delta)
    {
        var bytes = delta.ToArray();
        var next = 0;
        _ = ReadSize(NextByte, 0);
        return ReadSize(NextByte, 0);

        byte NextByte() => next < bytes.Length ? bytes[next++] : throw limits.Damaged("a delta has no sizes");
    }

    private int DepthAt(long position)
    {
        var index = _positions.BinarySearch(position);
        return index >= 0 ? _depths[index] : throw limits.Damaged("a delta has a base that is not in the pack");
    }

    private ulong ReadSize(Func<byte> read, int shift)
    {
        for (var size = 0UL; ; shift += 7)
        {
            if (shift > MaximumShift)
            {
                throw limits.Damaged("the size of an object has too many digits");
            }

            var digit = read();
            size |= (ulong)(digit & 0x7F) << shift;
            if ((digit & 0x80) == 0)
            {
                return size;
            }
        }
    }

    private long ReadOffset()
    {
        var digit = source.ReadByte();
        var offset = (long)(digit & 0x7F);
        while ((digit & 0x80) != 0)
        {
            if (offset > long.MaxValue >> 8)
            {
                throw limits.Damaged("the base of a delta is too far away");
            }

            digit = source.ReadByte();
            offset = ((offset + 1) << 7) | (long)(digit & 0x7F);
        }

        return offset;
    }

    private uint ReadNumber()
    {
        var number = 0U;
        for (var i = 0; i < 4; i++)
        {
            number = (number << 8) | source.ReadByte();
        }

        return number;
    }

    private void Skip(int count)
    {
        for (var i = 0; i < count; i++)
        {
            source.ReadByte();
        }
    }
}
