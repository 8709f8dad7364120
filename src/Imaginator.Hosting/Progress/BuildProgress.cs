using Imaginator.Building.Builds;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Shows builds on standard error: live on a terminal, as a plain log elsewhere.</summary>
public static class BuildProgress
{
    /// <summary>Runs a build and shows it; afterwards a table says what took how long, and a line what there is now.</summary>
    /// <param name="build">Runs it.</param>
    /// <param name="display">When its log is shown.</param>
    /// <returns>What the build returned.</returns>
    public static async Task<BuildResult> ShowAsync(
        Func<IBuildObserver, Task<BuildResult>> build, LogDisplay display = LogDisplay.Always)
    {
        ArgumentNullException.ThrowIfNull(build);
        BuildResult? result = null;
        var console = await ShowStagesAsync(
            async observer => { result = await build(observer); }, display);
        if (result!.ImageName.Length > 0 && (display == LogDisplay.Always || IsTerminal(console)))
        {
            BuildSummary.WriteImage(result, console);
        }

        return result;
    }

    /// <summary>Runs something that is built in stages and shows it; afterwards a table says what took how long.</summary>
    /// <param name="build">Runs it.</param>
    /// <param name="display">When its log is shown; where it is not, programs that look on see nothing else either.</param>
    /// <returns>Where it was shown.</returns>
    public static async Task<IAnsiConsole> ShowStagesAsync(
        Func<IBuildObserver, Task> build, LogDisplay display = LogDisplay.Always)
    {
        ArgumentNullException.ThrowIfNull(build);
        var console = ErrorConsole.Create();
        var summary = new BuildSummary();
        if (display == LogDisplay.Plain)
        {
            await StreamAsync(observer => observer, summary, build);
            summary.Write(console);
            return console;
        }

        if (display == LogDisplay.Always)
        {
            await RunAsync(console, status => status, summary, build);
            summary.Write(console);
            return console;
        }

        using var log = new SpooledLog();
        try
        {
            await RunAsync(
                console, observer => new SpooledBuildObserver(log, observer as TerminalBuildObserver), summary, build);
        }
        catch (ImaginatorException)
        {
            ShowLog(log, console);
            throw;
        }

        if (IsTerminal(console))
        {
            summary.Write(console);
        }

        return console;
    }

    /// <summary>Shows the build as it is usual here, through an observer that may keep something back.</summary>
    private static async Task RunAsync(
        IAnsiConsole console, Func<IBuildObserver, IBuildObserver> filter, BuildSummary summary, Func<IBuildObserver, Task> build)
    {
        if (!IsTerminal(console))
        {
            await StreamAsync(filter, summary, build);
            return;
        }

        await console.Status().StartAsync(
            "starting", status => build(summary.Around(filter(new TerminalBuildObserver(console, status)))));
    }

    private static async Task StreamAsync(
        Func<IBuildObserver, IBuildObserver> filter, BuildSummary summary, Func<IBuildObserver, Task> build)
    {
        using var log = StandardErrorText.Open();
        await build(summary.Around(filter(new StreamedBuildObserver(log))));
    }

    private static void ShowLog(SpooledLog log, IAnsiConsole console)
    {
        if (IsTerminal(console))
        {
            var terminal = new TerminalText(console);
            log.Replay(terminal.Write);
            terminal.Complete();
            return;
        }

        using var output = StandardErrorText.Open();
        log.Replay(output.Write);
    }

    private static bool IsTerminal(IAnsiConsole console) =>
        !Console.IsErrorRedirected && console.Profile.Capabilities.Interactive;
}
