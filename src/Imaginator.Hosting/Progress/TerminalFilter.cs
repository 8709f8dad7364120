namespace Imaginator.Hosting.Progress;

/// <summary>
/// Splits the output of builds into text and colours, and drops everything else that a terminal would act on: moving the
/// cursor, titles, the clipboard, answers typed for the user. Sequences can be cut by the pieces of the output. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// The states are those of a terminal (ECMA-48). Other than in a terminal, the end of a line ends every sequence, so that an
/// unfinished one cannot hide the lines that follow.
/// </remarks>
internal sealed class TerminalFilter
{
    private const int MaximumParameters = 64;

    private State _state = State.Text;
    private string _parameters = "";

    private enum State
    {
        Text,
        Escape,
        EscapeIntermediate,
        ControlSequence,
        IgnoredControlSequence,
        ControlString,
        ControlStringEscape,
    }

    /// <summary>The style after all characters so far.</summary>
    public TerminalStyle Style { get; private set; }

    /// <summary>Processes the next character.</summary>
    /// <returns>Whether it is text, in the current <see cref="Style"/>; line feeds and tabs are text.</returns>
    public bool IsText(char letter)
    {
        if (letter == '\n')
        {
            _state = State.Text;
            return true;
        }

        // Cancel and substitute end every sequence.
        if (letter is '\x18' or '\x1A')
        {
            _state = State.Text;
            return false;
        }

        switch (_state)
        {
            case State.Text:
                return IsTextOrBegins(letter);
            case State.Escape:
                Continue(letter);
                return false;
            case State.EscapeIntermediate:
                _state = letter is >= ' ' and <= '/' ? State.EscapeIntermediate : State.Text;
                return false;
            case State.ControlSequence or State.IgnoredControlSequence:
                ContinueControlSequence(letter);
                return false;
            case State.ControlStringEscape:
                _state = letter == '\\' ? State.Text : State.ControlString;
                return false;
            default:
                _state = letter switch
                {
                    '\a' or '\x9C' => State.Text,
                    '\e' => State.ControlStringEscape,
                    _ => State.ControlString,
                };
                return false;
        }
    }

    private bool IsTextOrBegins(char letter)
    {
        switch (letter)
        {
            case '\e':
                _state = State.Escape;
                return false;
            case '\x9B':
                BeginControlSequence();
                return false;
            case '\x90' or '\x98' or '\x9D' or '\x9E' or '\x9F':
                _state = State.ControlString;
                return false;
            default:
                return letter == '\t' || !char.IsControl(letter);
        }
    }

    // The character after an escape.
    private void Continue(char letter)
    {
        switch (letter)
        {
            case '[':
                BeginControlSequence();
                break;
            case ']' or 'P' or 'X' or '^' or '_':
                _state = State.ControlString;
                break;
            case '\e':
                break;
            default:
                _state = letter is >= ' ' and <= '/' ? State.EscapeIntermediate : State.Text;
                break;
        }
    }

    private void BeginControlSequence()
    {
        _state = State.ControlSequence;
        _parameters = "";
    }

    private void ContinueControlSequence(char letter)
    {
        switch (letter)
        {
            case (>= '0' and <= ';') when _state == State.ControlSequence && _parameters.Length < MaximumParameters:
                _parameters += letter;
                break;
            case >= ' ' and <= '?':
                // Private parameters and intermediate characters: not a colour.
                _state = State.IgnoredControlSequence;
                break;
            case '\e':
                _state = State.Escape;
                break;
            default:
                if (letter == 'm' && _state == State.ControlSequence)
                {
                    Style = Style.Apply(_parameters);
                }

                _state = State.Text;
                break;
        }
    }
}
