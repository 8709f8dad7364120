using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Shows builds on standard error: live on a terminal, otherwise as a log.</summary>
public static class BuildProgress
{
    /// <summary>Runs and shows a build, then the durations of its stages and the image.</summary>
    public static async Task<BuildResult> ShowAsync(
        Func<IBuildObserver, Task<BuildResult>> build, LogDisplay display = LogDisplay.Always)
    {
        ArgumentNullException.ThrowIfNull(build);
        BuildResult? result = null;
        var console = await ShowStagesAsync(
            async observer => { result = await build(observer); }, display);
        if (result!.ImageName.Length > 0 && (display == LogDisplay.Always || ErrorConsole.IsTerminal))
        {
            BuildSummary.WriteImage(result, console);
        }

        return result;
    }

    /// <summary>Runs and shows work in stages, then the durations of the stages.</summary>
    /// <param name="addressOf">The address of the page of a build on a daemon, by its id; null for builds of this program.</param>
    public static async Task<IAnsiConsole> ShowStagesAsync(
        Func<IBuildObserver, Task> build, LogDisplay display = LogDisplay.Always, Func<string, string>? addressOf = null)
    {
        ArgumentNullException.ThrowIfNull(build);

        // Loading the console needs some time, in which the build begins.
        var console = Task.Run(ErrorConsole.Create);
        var summary = new BuildSummary();
        if (display == LogDisplay.Plain)
        {
            await StreamAsync(observer => observer, summary, build, addressOf);
            summary.Write(await console);
            return await console;
        }

        if (display == LogDisplay.Always)
        {
            await RunAsync(console, observer => observer, summary, build, addressOf);
            summary.Write(await console);
            return await console;
        }

        using var log = new SpooledLog();
        try
        {
            await RunAsync(console, observer => new SpooledBuildObserver(log, observer), summary, build, addressOf);
        }
        catch (ImaginatorException e)
        {
            ShowLog(log, await console, e.Message);
            throw;
        }

        await ShowWarningsAsync(log);
        if (ErrorConsole.IsTerminal)
        {
            summary.Write(await console);
        }

        return await console;
    }

    /// <summary>Shows the build through an observer that can filter.</summary>
    private static async Task RunAsync(
        Task<IAnsiConsole> console,
        Func<IBuildObserver, IBuildObserver> filter,
        BuildSummary summary,
        Func<IBuildObserver, Task> build,
        Func<string, string>? addressOf)
    {
        if (!ErrorConsole.IsTerminal)
        {
            await StreamAsync(filter, summary, build, addressOf);
            return;
        }

        var terminal = await console;
        await terminal.Status().StartAsync("starting", async status =>
        {
            var observer = new TerminalBuildObserver(terminal, status, addressOf);
            try
            {
                await build(summary.Around(filter(observer)));
                observer.Complete(failure: null);
            }
            catch (ImaginatorException e)
            {
                observer.Complete(e.Message);
                throw;
            }
        });
    }

    private static async Task StreamAsync(
        Func<IBuildObserver, IBuildObserver> filter,
        BuildSummary summary,
        Func<IBuildObserver, Task> build,
        Func<string, string>? addressOf)
    {
        using var log = ConsoleText.OpenError();
        var observer = new StreamedBuildObserver(log, addressOf);
        try
        {
            await build(summary.Around(filter(observer)));
        }
        catch (ImaginatorException e)
        {
            observer.Fail(e.Message);
            throw;
        }
    }

    /// <summary>Shows what is worth knowing of a log that is not shown.</summary>
    private static async Task ShowWarningsAsync(SpooledLog log)
    {
        var warnings = new LogWarnings();
        log.Replay(warnings.Read);
        foreach (var warning in warnings.Complete())
        {
            await Console.Error.WriteLineAsync(warning);
        }
    }

    private static void ShowLog(SpooledLog log, IAnsiConsole console, string failure)
    {
        if (ErrorConsole.IsTerminal)
        {
            var terminal = new TerminalText(console);
            log.Replay(terminal.Write);
            terminal.End(failure);
            return;
        }

        using var output = ConsoleText.OpenError();
        log.Replay(output.Write);
        output.Fail(failure);
    }
}
