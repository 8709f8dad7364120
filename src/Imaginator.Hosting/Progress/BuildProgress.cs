using Imaginator.Building.Builds;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Shows builds on standard error: live on a terminal, as a plain log elsewhere.</summary>
public static class BuildProgress
{
    /// <summary>Runs a build and shows it; afterwards a table says what took how long, and a line what there is now.</summary>
    /// <param name="build">Runs it.</param>
    /// <returns>What the build returned.</returns>
    public static async Task<BuildResult> ShowAsync(Func<IBuildObserver, Task<BuildResult>> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        BuildResult? result = null;
        var console = await ShowStagesAsync(async observer => { result = await build(observer).ConfigureAwait(false); })
            .ConfigureAwait(false);
        BuildSummary.WriteImage(result!, console);
        return result!;
    }

    /// <summary>Runs something that is built in stages and shows it; afterwards a table says what took how long.</summary>
    /// <param name="build">Runs it.</param>
    /// <returns>Where it was shown.</returns>
    public static async Task<IAnsiConsole> ShowStagesAsync(Func<IBuildObserver, Task> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var summary = new BuildSummary();
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)
        {
            await using var log = Console.OpenStandardError();
            await build(summary.Around(new StreamedBuildObserver(log))).ConfigureAwait(false);
        }
        else
        {
            await console.Status().StartAsync(
                "starting", status => build(summary.Around(new TerminalBuildObserver(console, status)))).ConfigureAwait(false);
        }

        summary.Write(console);
        return console;
    }
}
