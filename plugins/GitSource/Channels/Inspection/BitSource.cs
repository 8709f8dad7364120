namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>Reads bits, the lowest of each byte first. Reads no byte before its first bit is necessary.</summary>
internal sealed class BitSource(PieceSource source)
{
    private uint _bits;
    private int _count;

    /// <summary>Returns the next bits, at most 16, without taking them; reads as many bytes as that requires.</summary>
    public int Peek(int count)
    {
        while (_count < count)
        {
            _bits |= (uint)source.ReadByte() << _count;
            _count += 8;
        }

        return (int)(_bits & ((1U << count) - 1));
    }

    /// <summary>Drops bits that were peeked.</summary>
    public void Drop(int count)
    {
        _bits >>= count;
        _count -= count;
    }

    /// <summary>Returns and drops the next bits, at most 16.</summary>
    public int Take(int count)
    {
        var bits = Peek(count);
        Drop(count);
        return bits;
    }

    /// <summary>Drops the rest of a byte.</summary>
    public void AlignToByte() => Drop(_count % 8);
}
