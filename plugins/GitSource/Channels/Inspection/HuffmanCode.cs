namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>A Huffman code of RFC 1951, section 3.2.2: a table for short codes, and a search by length for others.</summary>
internal sealed class HuffmanCode(FetchLimits limits)
{
    private const int MaximumLength = 15;
    private const int TableBits = 9;

    // By the next bits: the symbol and, in the lowest four bits, the length of its code; 0 for longer codes.
    private readonly ushort[] _table = new ushort[1 << TableBits];
    private readonly int[] _countOfLength = new int[MaximumLength + 1];
    private readonly ushort[] _symbols = new ushort[288];

    /// <summary>Sets the code by the length of the code of each symbol; 0 for symbols without a code.</summary>
    public void Set(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_countOfLength);
        foreach (var length in lengths)
        {
            _countOfLength[length]++;
        }

        _countOfLength[0] = 0;
        Span<int> nextCode = stackalloc int[MaximumLength + 1];
        Span<int> nextIndex = stackalloc int[MaximumLength + 1];
        var (code, index) = (0, 0);
        for (var length = 1; length <= MaximumLength; length++)
        {
            code = (code + _countOfLength[length - 1]) << 1;
            nextCode[length] = code;
            nextIndex[length] = index;
            index += _countOfLength[length];
            if (code + _countOfLength[length] > 1 << length)
            {
                throw limits.Damaged("an object contains a code with too many symbols");
            }
        }

        Array.Clear(_table);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] is > 0 and var length)
            {
                _symbols[nextIndex[length]++] = (ushort)symbol;
                FillTable(nextCode[length]++, length, symbol);
            }
        }
    }

    /// <summary>Reads the code of a symbol.</summary>
    public int Read(BitSource bits)
    {
        // A code that ends the data can be shorter than the table is wide; the checksum after it has enough bits.
        var entry = _table[bits.Peek(TableBits)];
        if (entry != 0)
        {
            bits.Drop(entry & 0xF);
            return entry >> 4;
        }

        return Search(bits);
    }

    private void FillTable(int code, int length, int symbol)
    {
        if (length > TableBits)
        {
            return;
        }

        // Codes begin with their highest bit.
        var reversed = 0;
        for (var i = 0; i < length; i++)
        {
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        }

        for (var i = reversed; i < _table.Length; i += 1 << length)
        {
            _table[i] = (ushort)((symbol << 4) | length);
        }
    }

    private int Search(BitSource bits)
    {
        var (code, first, index) = (0, 0, 0);
        for (var length = 1; length <= MaximumLength; length++)
        {
            code |= bits.Take(1);
            var count = _countOfLength[length];
            if (code - count < first)
            {
                return _symbols[index + code - first];
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        throw limits.Damaged("an object contains an unknown code");
    }
}
