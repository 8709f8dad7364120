using System.Text;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Shows what a build prints on a terminal, line by line and without what steers terminals. Not thread-safe.</summary>
/// <param name="console">The terminal.</param>
internal sealed class TerminalText(IAnsiConsole console)
{
    /// <summary>A line that goes on for longer is shown in pieces.</summary>
    private const int LongestLine = 8192;

    private readonly List<byte> _line = [];

    /// <summary>Shows the lines that are complete.</summary>
    /// <param name="output">What was printed.</param>
    public void Write(ReadOnlySpan<byte> output)
    {
        foreach (var value in output)
        {
            if (value == '\n' || _line.Count == LongestLine)
            {
                Complete();
            }

            if (value != '\n')
            {
                _line.Add(value);
            }
        }
    }

    /// <summary>Shows the line that is not complete yet.</summary>
    public void Complete()
    {
        if (_line.Count == 0)
        {
            return;
        }

        var text = Harmless([.. _line]);
        _line.Clear();
        if (!text.StartsWith("-- ", StringComparison.Ordinal))
        {
            // Line by line of the terminal: what is written over the line of the current stage must not be longer than one.
            foreach (var piece in text.Chunk(Math.Max(1, console.Profile.Width - 1)))
            {
                console.MarkupLine($"[grey]{Markup.Escape(new string(piece))}[/]");
            }
        }
    }

    /// <summary>What a build prints must not steer the terminal of whoever watches.</summary>
    /// <param name="line">A line.</param>
    /// <returns>The line without control characters.</returns>
    public static string Harmless(ReadOnlySpan<byte> line) =>
        string.Concat(Encoding.UTF8.GetString(line).Where(letter => letter == '\t' || !char.IsControl(letter)));
}
