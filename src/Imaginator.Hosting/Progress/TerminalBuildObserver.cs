using System.Text;
using Imaginator.Building.Builds;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows a build on a terminal: the log scrolls, finished stages stand out with their times, and the last line says what
/// is going on. Thread-safe.
/// </summary>
internal sealed class TerminalBuildObserver(IAnsiConsole console, StatusContext status) : IBuildObserver
{
    /// <summary>A line that goes on for longer is shown in pieces.</summary>
    private const int LongestLine = 8192;

    private readonly Lock _lock = new();
    private readonly List<byte> _line = [];

    public void StageStarted(string streamName, BuildStage stage) =>
        status.Status($"[bold]{Markup.Escape(streamName)}[/]: {stage.ToDisplay()}");

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail)
    {
        lock (_lock)
        {
            ShowLine();
            var what = detail is null ? "" : $" [grey]{Markup.Escape(detail)}[/]";
            console.MarkupLine(
                $"[green]✓[/] [bold]{Markup.Escape(streamName)}[/] {stage.ToDisplay()} {elapsed.TotalSeconds:0.00}s{what}");
        }
    }

    public void Output(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            foreach (var value in output)
            {
                if (value == '\n' || _line.Count == LongestLine)
                {
                    ShowLine();
                }

                if (value != '\n')
                {
                    _line.Add(value);
                }
            }
        }
    }

    private void ShowLine()
    {
        if (_line.Count == 0)
        {
            return;
        }

        // What a build prints must not steer the terminal of whoever watches.
        var text = string.Concat(Encoding.UTF8.GetString([.. _line]).Where(letter => letter == '\t' || !char.IsControl(letter)));
        _line.Clear();
        if (!text.StartsWith("-- ", StringComparison.Ordinal))
        {
            console.MarkupLine($"[grey]{Markup.Escape(text)}[/]");
        }
    }
}
