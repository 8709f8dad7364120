using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Building.Sandboxing.Printing;

/// <summary>Remembers the end of what a program printed.</summary>
internal sealed class OutputTail
{
    // Some tools print the cause and then hundreds of lines: their usage, or the other packages that they can configure.
    private const int Capacity = 128 * 1024;
    private const int FirstCapacity = 4 * 1024;
    private const int LineCount = 10;
    private const int MaximumLineLength = 400;

    // After a carriage return, they erase the line.
    private static readonly string[] Erasures = ["\u001b[K", "\u001b[0K", "\u001b[2K"];

    private byte[] _bytes = [];
    private int _length;
    private int _start;

    /// <summary>Appends what was printed.</summary>
    public void Append(ReadOnlySpan<byte> printed)
    {
        if (printed.Length > Capacity)
        {
            printed = printed[^Capacity..];
        }

        Grow(printed.Length);
        var end = (_start + _length) % _bytes.Length;
        var untilEnd = Math.Min(printed.Length, _bytes.Length - end);
        printed[..untilEnd].CopyTo(_bytes.AsSpan(end));
        printed[untilEnd..].CopyTo(_bytes);
        var excess = Math.Max(0, _length + printed.Length - _bytes.Length);
        _start = (_start + excess) % _bytes.Length;
        _length += printed.Length - excess;
    }

    /// <summary>The last few lines that are not empty, as printable text without indentation.</summary>
    public ImmutableArray<string> Lines() => [.. AllLines().TakeLast(LineCount).Select(line => line.Trim())];

    /// <summary>
    /// All remembered lines that are not empty, as printable text. Text after a carriage return replaces the line, as in progress bars.
    /// </summary>
    public ImmutableArray<string> AllLines()
    {
        if (_length == 0)
        {
            return [];
        }

        var bytes = new byte[_length];
        for (var i = 0; i < _length; i++)
        {
            bytes[i] = _bytes[(_start + i) % _bytes.Length];
        }

        // The first line is incomplete if something was dropped before it.
        return
        [
            .. Encoding.UTF8.GetString(bytes).Split('\n').Skip(_length == Capacity ? 1 : 0)
                .Select(VisibleText).OfType<string>(),
        ];
    }

    private static string? VisibleText(string line)
    {
        foreach (var part in line.Split('\r').Reverse())
        {
            if (Clean(part) is var text && !string.IsNullOrWhiteSpace(text))
            {
                return text;
            }

            if (Erasures.Any(erasure => part.StartsWith(erasure, StringComparison.Ordinal)))
            {
                return null;
            }
        }

        return null;
    }

    private void Grow(int more)
    {
        if (_bytes.Length == Capacity || (_bytes.Length > 0 && _length + more <= _bytes.Length))
        {
            return;
        }

        // Until the array is full for the first time, it starts at 0.
        var wanted = Math.Max(FirstCapacity, 2 * (_length + more));
        Array.Resize(ref _bytes, Math.Min(Capacity, wanted));
    }

    /// <summary>Removes control characters and the escape sequences of terminals.</summary>
    private static string Clean(string line)
    {
        var clean = new StringBuilder(Math.Min(line.Length, MaximumLineLength + 1));
        for (var i = 0; i < line.Length && clean.Length <= MaximumLineLength; i++)
        {
            if (line[i] == '\u001b')
            {
                i = TerminalSequence.EndOf(line, i);
            }
            else
            {
                clean.Append(char.IsControl(line[i]) ? ' ' : line[i]);
            }
        }

        var text = clean.ToString().TrimEnd();
        return text.Length <= MaximumLineLength ? text : text[..MaximumLineLength] + "…";
    }
}
