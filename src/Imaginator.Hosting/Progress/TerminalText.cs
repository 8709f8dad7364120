using System.Text;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows the output of a build on a terminal, line by line. Of the sequences that control terminals, only colours remain. Not
/// thread-safe.
/// </summary>
internal sealed class TerminalText(IAnsiConsole console)
{
    /// <summary>In characters; a longer line is shown in pieces.</summary>
    private const int MaximumLineLength = 8192;

    private static readonly Style Plain = new(Color.Grey);

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly TerminalFilter _filter = new();
    private readonly List<(char Letter, TerminalStyle Style)> _line = [];
    private char[] _letters = [];
    private (char Letter, TerminalStyle Style)[] _failure = [];

    /// <summary>The lines that are left out, because the display shows their stages.</summary>
    public StageLines Stages { get; } = new();

    /// <summary>Shows complete lines.</summary>
    public void Write(ReadOnlySpan<byte> output)
    {
        Array.Resize(ref _letters, Math.Max(_letters.Length, Encoding.UTF8.GetMaxCharCount(output.Length)));
        var count = _decoder.GetChars(output, _letters, flush: false);
        foreach (var letter in _letters.AsSpan(0, count))
        {
            if (!_filter.IsText(letter))
            {
                continue;
            }

            if (letter == '\n' || _line.Count == MaximumLineLength)
            {
                Complete();
            }

            if (letter != '\n')
            {
                _line.Add((letter, _filter.Style));
            }
        }
    }

    /// <summary>Shows everything so far: the incomplete line, if there is one, and a line that was held back.</summary>
    public void Flush()
    {
        Complete();
        ReleaseFailure();
    }

    /// <summary>Ends the log. Its last line is left out if it repeats the failure, which is null for a success.</summary>
    public void End(string? failure)
    {
        Complete();
        if (failure is not null && FailureLine.Repeats(TextOf(_failure), failure))
        {
            _failure = [];
        }

        ReleaseFailure();
    }

    /// <summary>The text of one line without the sequences that control terminals, colours included.</summary>
    public static string WithoutControls(ReadOnlySpan<byte> line)
    {
        var filter = new TerminalFilter();
        return string.Concat(Encoding.UTF8.GetString(line).Where(filter.IsText));
    }

    // The line of a failure is held back until something follows.
    private void Complete()
    {
        if (_line.Count == 0)
        {
            return;
        }

        ReleaseFailure();
        var text = TextOf(_line);
        if (FailureLine.IsMarked(text))
        {
            _failure = [.. _line];
        }
        else if (!Stages.Remove(text))
        {
            Show(_line);
        }

        _line.Clear();
    }

    private void ReleaseFailure()
    {
        Show(_failure);
        _failure = [];
    }

    private void Show(IEnumerable<(char Letter, TerminalStyle Style)> line)
    {
        // A text over the line of the current stage must fit into one line of the terminal.
        foreach (var piece in line.Chunk(Math.Max(1, console.Profile.Width - 1)))
        {
            console.Write(ToParagraph(piece));
        }
    }

    private static string TextOf(IEnumerable<(char Letter, TerminalStyle Style)> line) => string.Concat(line.Select(letter => letter.Letter));

    private static Paragraph ToParagraph((char Letter, TerminalStyle Style)[] piece)
    {
        var paragraph = new Paragraph();
        var start = 0;
        for (var i = 1; i <= piece.Length; i++)
        {
            if (i == piece.Length || piece[i].Style != piece[start].Style)
            {
                paragraph.Append(
                    string.Concat(piece[start..i].Select(letter => letter.Letter)), piece[start].Style.ToStyle(Plain));
                start = i;
            }
        }

        return paragraph.Append("\n");
    }
}
