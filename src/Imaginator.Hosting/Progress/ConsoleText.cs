using System.Text;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Standard output or standard error for the output of builds. On a terminal with colours, text and colours remain; elsewhere, only text.
/// Not thread-safe.
/// </summary>
public sealed class ConsoleText : IDisposable
{
    private readonly Stream _output;
    private readonly bool _hasColours;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly TerminalFilter _filter = new();
    private readonly StringBuilder _text = new();
    private readonly FailureLine _failure;
    private TerminalStyle _shown;
    private char[] _letters = [];

    internal ConsoleText(Stream output, bool hasColours)
    {
        _output = output;
        _hasColours = hasColours;
        _failure = new FailureLine(_text);
    }

    /// <summary>Opens standard error.</summary>
    public static ConsoleText OpenError() => new(Console.OpenStandardError(), ErrorConsole.HasColours(Console.IsErrorRedirected));

    /// <summary>Opens standard output.</summary>
    public static ConsoleText OpenOutput() => new(Console.OpenStandardOutput(), ErrorConsole.HasColours(Console.IsOutputRedirected));

    /// <summary>Writes output. An incomplete character or sequence at the end is written with the next output.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Array.Resize(ref _letters, Math.Max(_letters.Length, Encoding.UTF8.GetMaxCharCount(bytes.Length)));
        var count = _decoder.GetChars(bytes, _letters, flush: false);
        foreach (var letter in _letters.AsSpan(0, count))
        {
            if (_filter.IsText(letter))
            {
                _failure.Add(ChangeStyle(), letter);
            }
        }

        Flush();
    }

    /// <summary>Writes a line that is not a part of the log.</summary>
    internal void WriteLine(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Ends the log of a failed build, whose failure the program reports itself.</summary>
    internal void Fail(string failure)
    {
        _failure.Complete(failure);
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _failure.Complete(failure: null);
        if (_shown != default)
        {
            _text.Append(default(TerminalStyle).ToSequence());
        }

        Flush();
        _output.Dispose();
    }

    private string ChangeStyle()
    {
        if (!_hasColours || _filter.Style == _shown)
        {
            return "";
        }

        _shown = _filter.Style;
        return _shown.ToSequence();
    }

    private void Flush()
    {
        if (_text.Length > 0)
        {
            _output.Write(Encoding.UTF8.GetBytes(_text.ToString()));
            _output.Flush();
            _text.Clear();
        }
    }
}
