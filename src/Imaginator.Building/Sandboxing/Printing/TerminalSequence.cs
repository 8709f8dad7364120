namespace Imaginator.Building.Sandboxing.Printing;

/// <summary>Escape sequences that control terminals (ECMA-48), such as colours and the movements of progress bars.</summary>
internal static class TerminalSequence
{
    /// <summary>The index of the last character of a sequence.</summary>
    /// <param name="text">The text.</param>
    /// <param name="escape">The index of the escape character.</param>
    public static int EndOf(string text, int escape)
    {
        var i = escape + 1;
        if (i >= text.Length)
        {
            return escape;
        }

        switch (text[i])
        {
            case '[':
                // Parameters, then one final letter.
                for (i++; i < text.Length && text[i] is >= ' ' and <= '?'; i++)
                {
                    continue;
                }

                return Math.Min(i, text.Length - 1);
            case ']':
                // A text for the terminal, such as its title, until a bell or another escape sequence.
                for (; i < text.Length; i++)
                {
                    if (text[i] == '\a')
                    {
                        return i;
                    }

                    if (text[i] == '\u001b')
                    {
                        return Math.Min(i + 1, text.Length - 1);
                    }
                }

                return text.Length - 1;
            default:
                return i;
        }
    }
}
