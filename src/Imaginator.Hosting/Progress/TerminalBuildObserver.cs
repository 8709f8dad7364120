using Imaginator.Building.Builds;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Shows a build on a terminal: the log scrolls, finished stages stand out with their times, and the last line says what
/// is going on. Thread-safe.
/// </summary>
internal sealed class TerminalBuildObserver(IAnsiConsole console, StatusContext status) : IBuildObserver
{
    private readonly Lock _lock = new();
    private readonly TerminalText _text = new(console);

    public void StageStarted(string streamName, BuildStage stage) =>
        status.Status($"[bold]{Markup.Escape(streamName)}[/]: {stage.ToDisplay()}");

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail)
    {
        lock (_lock)
        {
            _text.Complete();
            var what = detail is null ? "" : $" [grey]{Markup.Escape(detail)}[/]";
            console.MarkupLine(
                $"[green]✓[/] [bold]{Markup.Escape(streamName)}[/] {stage.ToDisplay()} {elapsed.TotalSeconds:0.00}s{what}");
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
