namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>
/// Finds the end of compressed data (zlib, RFC 1950 and RFC 1951) and the size of its contents, of which it keeps only the
/// beginning. The streams of the runtime cannot say where the data ends.
/// </summary>
internal sealed class DeflateReader(PieceSource source, FetchLimits limits)
{
    private const int EndOfBlock = 256;
    private const int BeginningLength = 32;
    private const int DeflateMethod = 8;

    // RFC 1951, section 3.2.5: the lengths of codes 257 to 285 and the distances of codes 0 to 29.
    private static readonly ushort[] LengthBases =
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static readonly byte[] LengthBits =
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static readonly ushort[] DistanceBases =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
            12289, 16385, 24577];

    private static readonly byte[] DistanceBits =
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    // Section 3.2.7: the order of the lengths of code lengths.
    private static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly byte[] _beginning = new byte[BeginningLength];
    private readonly HuffmanCode _literals = new(limits);
    private readonly HuffmanCode _distances = new(limits);
    private readonly byte[] _lengths = new byte[320];
    private readonly BitSource _bits = new(source);
    private ulong _written;
    private ulong _maximum;

    /// <summary>The first bytes of the contents.</summary>
    public ReadOnlySpan<byte> Beginning => _beginning.AsSpan(0, (int)Math.Min(_written, BeginningLength));

    /// <summary>Reads compressed data and returns the size of its contents. Fails if it exceeds the maximum.</summary>
    public ulong Read(ulong maximum)
    {
        _written = 0;
        _maximum = maximum;
        var method = _bits.Take(8);
        var flags = _bits.Take(8);
        if ((method & 0xF) != DeflateMethod || ((method << 8) | flags) % 31 != 0 || (flags & 0x20) != 0)
        {
            throw limits.Damaged("an object is not compressed");
        }

        bool isLast;
        do
        {
            isLast = _bits.Take(1) == 1;
            ReadBlock(_bits.Take(2));
        }
        while (!isLast);

        // The checksum, which libgit2 compares. At most three of its bytes have been read.
        _bits.AlignToByte();
        for (var i = 0; i < 4; i++)
        {
            _bits.Take(8);
        }

        return _written;
    }

    private void ReadBlock(int type)
    {
        switch (type)
        {
            case 0:
                ReadStored();
                break;
            case 1:
                ReadFixedCodes();
                ReadCompressed();
                break;
            case 2:
                ReadCodes();
                ReadCompressed();
                break;
            default:
                throw limits.Damaged("an object contains an unknown block");
        }
    }

    private void ReadStored()
    {
        _bits.AlignToByte();
        var length = _bits.Take(16);
        if (length != (_bits.Take(16) ^ 0xFFFF))
        {
            throw limits.Damaged("an object contains a block with a wrong length");
        }

        for (var i = 0; i < length; i++)
        {
            Append((byte)_bits.Take(8));
        }
    }

    private void ReadFixedCodes()
    {
        var lengths = _lengths.AsSpan(0, 288);
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        _literals.Set(lengths);
        lengths[..30].Fill(5);
        _distances.Set(lengths[..30]);
    }

    private void ReadCodes()
    {
        var literalCount = _bits.Take(5) + 257;
        var distanceCount = _bits.Take(5) + 1;
        var lengthCount = _bits.Take(4) + 4;
        var lengths = _lengths.AsSpan();
        lengths[..19].Clear();
        for (var i = 0; i < lengthCount; i++)
        {
            lengths[LengthOrder[i]] = (byte)_bits.Take(3);
        }

        _literals.Set(lengths[..19]);
        var total = literalCount + distanceCount;
        for (var count = 0; count < total;)
        {
            var symbol = _literals.Read(_bits);
            var (value, repeat) = symbol switch
            {
                < 16 => ((byte)symbol, 1),
                16 when count > 0 => (lengths[count - 1], 3 + _bits.Take(2)),
                17 => ((byte)0, 3 + _bits.Take(3)),
                18 => ((byte)0, 11 + _bits.Take(7)),
                _ => throw limits.Damaged("an object contains a code without a length"),
            };
            if (count + repeat > total)
            {
                throw limits.Damaged("an object contains too many codes");
            }

            lengths.Slice(count, repeat).Fill(value);
            count += repeat;
        }

        _literals.Set(lengths[..literalCount]);
        _distances.Set(lengths[literalCount..total]);
    }

    private void ReadCompressed()
    {
        while (true)
        {
            var symbol = _literals.Read(_bits);
            if (symbol < EndOfBlock)
            {
                Append((byte)symbol);
            }
            else if (symbol == EndOfBlock)
            {
                return;
            }
            else
            {
                Copy(symbol - EndOfBlock - 1);
            }
        }
    }

    private void Copy(int lengthCode)
    {
        if (lengthCode >= LengthBases.Length)
        {
            throw limits.Damaged("an object contains an unknown length");
        }

        var length = LengthBases[lengthCode] + _bits.Take(LengthBits[lengthCode]);
        var distanceCode = _distances.Read(_bits);
        if (distanceCode >= DistanceBases.Length)
        {
            throw limits.Damaged("an object contains an unknown distance");
        }

        var distance = (ulong)(DistanceBases[distanceCode] + _bits.Take(DistanceBits[distanceCode]));
        if (distance > _written)
        {
            throw limits.Damaged("an object refers to something before its beginning");
        }

        // A copy that begins after the kept bytes counts only.
        for (; length > 0 && _written < BeginningLength; length--)
        {
            Append(_beginning[(int)(_written - distance)]);
        }

        Count((ulong)length);
    }

    private void Append(byte value)
    {
        if (_written < BeginningLength)
        {
            _beginning[(int)_written] = value;
        }

        Count(1);
    }

    private void Count(ulong bytes)
    {
        _written += bytes;
        if (_written > _maximum)
        {
            throw limits.Damaged("an object is larger than the pack says");
        }
    }
}
