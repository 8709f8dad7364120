using System.Text;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Logs;

/// <summary>
/// Writes the output of a build as text of a page: invalid UTF-8 becomes replacement characters, and terminal control
/// sequences are removed. Pieces of output can end anywhere. Not thread-safe.
/// </summary>
internal sealed class LogHtml(HtmlWriter html)
{
    private const char Escape = '\u001b';
    private const int ChunkLength = 4096;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _letters = new char[ChunkLength + 4];
    private SequenceState _sequence;

    private enum SequenceState
    {
        None,
        Begun,
        Parameters,
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, ChunkLength)];
            Show(_decoder.GetChars(piece, _letters, flush: false));
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Ends the output: an incomplete character becomes a replacement character.</summary>
    public void Complete() => Show(_decoder.GetChars([], _letters, flush: true));

    private void Show(int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (IsShown(_letters[i]))
            {
                _letters[kept++] = _letters[i];
            }
        }

        html.Write($"{_letters.AsSpan(0, kept)}");
    }

    // Colours and similar sequences are ESC [ parameters letter. Of other, rare sequences only the ESC is removed.
    private bool IsShown(char letter)
    {
        switch (_sequence)
        {
            case SequenceState.Begun:
                _sequence = letter == '[' ? SequenceState.Parameters : SequenceState.None;
                return letter != '[' && !IsControl(letter);
            case SequenceState.Parameters:
                if (letter is >= '@' and <= '~' or '\n')
                {
                    _sequence = SequenceState.None;
                }

                return letter == '\n';
            default:
                if (letter == Escape)
                {
                    _sequence = SequenceState.Begun;
                }

                return !IsControl(letter);
        }
    }

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');
}
