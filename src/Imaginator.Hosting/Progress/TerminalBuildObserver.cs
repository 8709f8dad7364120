using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows a build on a terminal: the log, finished stages with their durations, and the current stage in the last line.
/// Thread-safe.
/// </summary>
internal sealed class TerminalBuildObserver(IAnsiConsole console, StatusContext status, Func<string, string>? addressOf) : IBuildObserver
{
    /// <summary>In bytes; fits into a terminal of 80 columns together with stream and stage.</summary>
    private const int MaximumActivityBytes = 40;

    private readonly Lock _lock = new();
    private readonly TerminalText _text = new(console);
    private readonly StageLines _stages = new();
    private readonly QueueLines _queue = new(addressOf);
    private string _current = "";

    public void OnEvent(BuildEvent buildEvent)
    {
        lock (_lock)
        {
            switch (buildEvent)
            {
                case StageStarted started:
                    _current = $"[bold]{Markup.Escape(started.StreamName)}[/]: {started.Stage.ToDisplay()}";
                    status.Status(_current);
                    break;
                case BuildQueued queued:
                    ShowQueued(queued);
                    break;
                case StageFinished finished:
                    _text.Flush();
                    _text.Stages.Add(finished);
                    _stages.Add(finished);
                    var what = finished.Detail is null ? "" : $" [grey]{Markup.Escape(finished.Detail)}[/]";
                    console.MarkupLine(
                        $"[green]✓[/] [bold]{Markup.Escape(finished.StreamName)}[/] {finished.Stage.ToDisplay()} {finished.Elapsed.TotalSeconds:0.00} s{what}");
                    break;
            }
        }
    }

    /// <summary>Shows the last line of the output next to the current stage.</summary>
    public void ShowActivity(string streamName, ReadOnlySpan<byte> output)
    {
        var end = output.LastIndexOf((byte)'\n');
        if (end < 0)
        {
            return;
        }

        var line = output[(output[..end].LastIndexOf((byte)'\n') + 1)..end];
        var text = TerminalText.WithoutControls(line[..Math.Min(line.Length, MaximumActivityBytes)]).Replace('\t', ' ');
        lock (_lock)
        {
            if (_stages.Remove(text, isPrefix: true))
            {
                return;
            }

            var current = _current.Length > 0 ? _current : $"[bold]{Markup.Escape(streamName)}[/]";
            status.Status($"{current}: [grey]{Markup.Escape(text)}[/]");
        }
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _text.Write(output);
        }
    }

    /// <summary>Ends the log of a build. The failure is reported by the program; null for a success.</summary>
    public void Complete(string? failure)
    {
        lock (_lock)
        {
            _text.End(failure);
        }
    }

    // The first line has the id and the address, which stay on the terminal.
    private void ShowQueued(BuildQueued queued)
    {
        var isFirst = _current.Length == 0;
        _current = $"[bold]{Markup.Escape(queued.StreamName)}[/]: {Markup.Escape(QueueLines.Describe(queued))}";
        status.Status(_current);
        if (_queue.Next(queued) is { } line && isFirst)
        {
            console.MarkupLine(Markup.Escape(line));
        }
    }
}
