using System.Text;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Standard error for the output of builds. On a terminal, control characters are removed; files and pipes get the output unchanged.
/// Not thread-safe.
/// </summary>
internal sealed class StandardErrorText(Stream output, bool isTerminal) : IDisposable
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private char[] _letters = [];

    public static StandardErrorText Open() => new(Console.OpenStandardError(), !Console.IsErrorRedirected);

    /// <summary>On a terminal, an incomplete character at the end is written with the next output.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(isTerminal ? WithoutControls(bytes) : bytes);
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private byte[] WithoutControls(ReadOnlySpan<byte> bytes)
    {
        Array.Resize(ref _letters, Math.Max(_letters.Length, Encoding.UTF8.GetMaxCharCount(bytes.Length)));
        var count = _decoder.GetChars(bytes, _letters, flush: false);
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
