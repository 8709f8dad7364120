using System.Text;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Holds back the line with which the log of a failed build ends: the program reports the failure itself, as its last line. If anything
/// follows the line, it was a line like any other, and is shown. Not thread-safe.
/// </summary>
internal sealed class FailureLine(StringBuilder output)
{
    private const string Mark = "FAILED: ";

    /// <summary>In characters; a longer line is shown at once.</summary>
    private const int MaximumLength = 64 * 1024;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _shown = new();
    private bool _isHolding = true;

    /// <summary>Whether a line can be the last one of a failed build.</summary>
    public static bool IsMarked(string line) => line.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Whether a line says the same as an error message.</summary>
    public static bool Repeats(string line, string failure) => IsMarked(line) && line.AsSpan(Mark.Length).SequenceEqual(failure);

    /// <summary>Adds a character of the log, with the sequence for its colour before it.</summary>
    public void Add(string sequence, char letter)
    {
        if (_isHolding && _text.Length > 0 && _text[^1] == '\n')
        {
            Release();
        }

        if (_isHolding)
        {
            _text.Append(letter);
            _shown.Append(sequence).Append(letter);
            _isHolding = CanBeMarked();
            if (!_isHolding)
            {
                Release();
            }
        }
        else
        {
            output.Append(sequence).Append(letter);
        }

        _isHolding |= letter == '\n';
    }

    /// <summary>Ends the log. The line that is held back is shown unless it repeats the failure, which is null for a success.</summary>
    public void Complete(string? failure)
    {
        if (failure is not null && Repeats(_text.ToString().TrimEnd('\n'), failure))
        {
            _text.Clear();
            _shown.Clear();
        }

        Release();
    }

    private bool CanBeMarked()
    {
        for (var i = 0; i < Math.Min(_text.Length, Mark.Length); i++)
        {
            if (_text[i] != Mark[i])
            {
                return false;
            }
        }

        return _text.Length <= MaximumLength;
    }

    private void Release()
    {
        output.Append(_shown);
        _shown.Clear();
        _text.Clear();
    }
}
