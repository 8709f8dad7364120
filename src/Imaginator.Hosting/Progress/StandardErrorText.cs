using System.Text;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Standard error for the output of builds. On a terminal, only text and colours remain; files and pipes get the output unchanged.
/// Not thread-safe.
/// </summary>
internal sealed class StandardErrorText(Stream output, bool isTerminal) : IDisposable
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly TerminalFilter _filter = new();
    private readonly StringBuilder _text = new();
    private TerminalStyle _shown;
    private char[] _letters = [];

    public static StandardErrorText Open() => new(Console.OpenStandardError(), !Console.IsErrorRedirected);

    /// <summary>On a terminal, an incomplete character or sequence at the end is written with the next output.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(isTerminal ? Filter(bytes) : bytes);
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isTerminal && _shown != default)
        {
            output.Write(Encoding.UTF8.GetBytes(default(TerminalStyle).ToSequence()));
        }

        output.Dispose();
    }

    private byte[] Filter(ReadOnlySpan<byte> bytes)
    {
        Array.Resize(ref _letters, Math.Max(_letters.Length, Encoding.UTF8.GetMaxCharCount(bytes.Length)));
        var count = _decoder.GetChars(bytes, _letters, flush: false);
        _text.Clear();
        foreach (var letter in _letters.AsSpan(0, count))
        {
            if (!_filter.IsText(letter))
            {
                continue;
            }

            if (_filter.Style != _shown)
            {
                _shown = _filter.Style;
                _text.Append(_shown.ToSequence());
            }

            _text.Append(letter);
        }

        return Encoding.UTF8.GetBytes(_text.ToString());
    }
}
