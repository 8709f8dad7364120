using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows a build on a terminal: the log scrolls, finished stages stand out with their times, and the last line says what
/// is going on. Thread-safe.
/// </summary>
internal sealed class TerminalBuildObserver(IAnsiConsole console, StatusContext status) : IBuildObserver
{
    /// <summary>What fits beside the rest in a terminal of 80 columns, in bytes.</summary>
    private const int LongestActivity = 40;

    private readonly Lock _lock = new();
    private readonly TerminalText _text = new(console);
    private string _doing = "";

    public void OnEvent(BuildEvent buildEvent)
    {
        lock (_lock)
        {
            switch (buildEvent)
            {
                case StageStarted started:
                    _doing = $"[bold]{Markup.Escape(started.StreamName)}[/]: {started.Stage.ToDisplay()}";
                    status.Status(_doing);
                    break;
                case StageFinished finished:
                    _text.Complete();
                    var what = finished.Detail is null ? "" : $" [grey]{Markup.Escape(finished.Detail)}[/]";
                    console.MarkupLine(
                        $"[green]✓[/] [bold]{Markup.Escape(finished.StreamName)}[/] {finished.Stage.ToDisplay()} {finished.Elapsed.TotalSeconds:0.00}s{what}");
                    break;
            }
        }
    }

    /// <summary>Shows only what was printed last, beside what is going on.</summary>
    /// <param name="streamName">The stream being built.</param>
    /// <param name="output">What was printed; part of a line may be left out.</param>
    public void ShowActivity(string streamName, ReadOnlySpan<byte> output)
    {
        var end = output.LastIndexOf((byte)'\n');
        if (end < 0)
        {
            return;
        }

        var line = output[(output[..end].LastIndexOf((byte)'\n') + 1)..end];
        var text = TerminalText.Harmless(line[..Math.Min(line.Length, LongestActivity)]).Replace('\t', ' ');
        if (text.StartsWith("-- ", StringComparison.Ordinal))
        {
            // A stage has ended, which leaves a line of its own.
            return;
        }

        lock (_lock)
        {
            var doing = _doing.Length > 0 ? _doing : $"[bold]{Markup.Escape(streamName)}[/]";
            status.Status($"{doing}: [grey]{Markup.Escape(text)}[/]");
        }
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _text.Write(output);
        }
    }
}
