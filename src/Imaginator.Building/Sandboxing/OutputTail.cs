using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Building.Sandboxing;

/// <summary>Remembers the end of what a program printed.</summary>
internal sealed class OutputTail
{
    private const int Capacity = 8 * 1024;
    private const int LineCount = 10;
    private const int MaximumLineLength = 400;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _length;

    /// <summary>Appends what was printed.</summary>
    public void Append(ReadOnlySpan<byte> printed)
    {
        if (printed.Length > Capacity)
        {
            printed = printed[^Capacity..];
        }

        var excess = _length + printed.Length - Capacity;
        if (excess > 0)
        {
            _bytes.AsSpan(excess, _length - excess).CopyTo(_bytes);
            _length -= excess;
        }

        printed.CopyTo(_bytes.AsSpan(_length));
        _length += printed.Length;
    }

    /// <summary>The last few lines that are not empty, as printable text.</summary>
    public ImmutableArray<string> Lines()
    {
        var lines = Encoding.UTF8.GetString(_bytes, 0, _length).Split('\n', '\r').Select(Clean).Where(line => line.Length > 0);
        return [.. lines.TakeLast(LineCount)];
    }

    private static string Clean(string line)
    {
        var clean = new StringBuilder(line.Length);
        foreach (var character in line)
        {
            clean.Append(char.IsControl(character) ? ' ' : character);
        }

        var text = clean.ToString().Trim();
        return text.Length <= MaximumLineLength ? text : text[..MaximumLineLength] + "…";
    }
}
