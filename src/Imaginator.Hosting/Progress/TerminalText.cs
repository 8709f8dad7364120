using System.Text;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Shows the output of a build on a terminal, line by line and without control characters. Not thread-safe.</summary>
internal sealed class TerminalText(IAnsiConsole console)
{
    /// <summary>In bytes; a longer line is shown in pieces.</summary>
    private const int MaximumLineBytes = 8192;

    private readonly List<byte> _line = [];

    /// <summary>Shows complete lines.</summary>
    public void Write(ReadOnlySpan<byte> output)
    {
        foreach (var value in output)
        {
            if (value == '\n' || _line.Count == MaximumLineBytes)
            {
                Complete();
            }

            if (value != '\n')
            {
                _line.Add(value);
            }
        }
    }

    /// <summary>Shows the incomplete line, if there is one.</summary>
    public void Complete()
    {
        if (_line.Count == 0)
        {
            return;
        }

        var text = WithoutControls([.. _line]);
        _line.Clear();
        if (!text.StartsWith("-- ", StringComparison.Ordinal))
        {
            // A text over the line of the current stage must fit into one line of the terminal.
            foreach (var piece in text.Chunk(Math.Max(1, console.Profile.Width - 1)))
            {
                console.MarkupLine($"[grey]{Markup.Escape(new string(piece))}[/]");
            }
        }
    }

    /// <summary>The output of a build must not control the terminal.</summary>
    public static string WithoutControls(ReadOnlySpan<byte> line) =>
        string.Concat(Encoding.UTF8.GetString(line).Where(letter => letter == '\t' || !char.IsControl(letter)));
}
