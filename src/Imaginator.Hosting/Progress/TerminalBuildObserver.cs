using Imaginator.Building.Builds;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows a build on a terminal: the log, finished stages with their durations, and the current stage in the last line.
/// Thread-safe.
/// </summary>
internal sealed class TerminalBuildObserver(IAnsiConsole console, StatusContext status) : IBuildObserver
{
    /// <summary>In bytes; fits into a terminal of 80 columns together with stream and stage.</summary>
    private const int MaximumActivityBytes = 40;

    private readonly Lock _lock = new();
    private readonly TerminalText _text = new(console);
    private string _current = "";

    public void StageStarted(string streamName, BuildStage stage)
    {
        lock (_lock)
        {
            _current = $"[bold]{Markup.Escape(streamName)}[/]: {stage.ToDisplay()}";
            status.Status(_current);
        }
    }

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail)
    {
        lock (_lock)
        {
            _text.Complete();
            var what = detail is null ? "" : $" [grey]{Markup.Escape(detail)}[/]";
            console.MarkupLine(
                $"[green]✓[/] [bold]{Markup.Escape(streamName)}[/] {stage.ToDisplay()} {elapsed.TotalSeconds:0.00} s{what}");
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
        if (text.StartsWith("-- ", StringComparison.Ordinal))
        {
            // A finished stage has its own line.
            return;
        }

        lock (_lock)
        {
            var current = _current.Length > 0 ? _current : $"[bold]{Markup.Escape(streamName)}[/]";
            status.Status($"{current}: [grey]{Markup.Escape(text)}[/]");
        }
    }

    public void Output(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _text.Write(output);
        }
    }
}
