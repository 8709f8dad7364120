using System.Text;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Standard error for what builds print: files, pipes and other programs get it as it is, terminals without what steers them.
/// Not thread-safe.
/// </summary>
/// <param name="output">Standard error.</param>
/// <param name="isTerminal">Whether that is a terminal, of whatever kind.</param>
internal sealed class StandardErrorText(Stream output, bool isTerminal) : IDisposable
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private char[] _letters = [];

    /// <summary>Opens it.</summary>
    public static StandardErrorText Open() => new(Console.OpenStandardError(), !Console.IsErrorRedirected);

    /// <summary>Writes what was printed; on a terminal, part of a letter at its end waits for the rest.</summary>
    /// <param name="printed">The bytes.</param>
    public void Write(ReadOnlySpan<byte> printed)
    {
        output.Write(isTerminal ? Harmless(printed) : printed);
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private byte[] Harmless(ReadOnlySpan<byte> printed)
    {
        Array.Resize(ref _letters, Math.Max(_letters.Length, Encoding.UTF8.GetMaxCharCount(printed.Length)));
        var count = _decoder.GetChars(printed, _letters, flush: false);
        _text.Clear();
        foreach (var letter in _letters.AsSpan(0, count))
        {
            if (letter is '\n' or '\t' || !char.IsControl(letter))
            {
                _text.Append(letter);
            }
        }

        return Encoding.UTF8.GetBytes(_text.ToString());
    }
}
