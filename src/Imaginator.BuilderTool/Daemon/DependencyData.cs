using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Hosting.Progress;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>The common parts of <c>get-dependencies</c> and <c>get-digraph</c>.</summary>
internal static class DependencyData
{
    public static Flag<bool> ShowFetchLog { get; } = new(
        "showFetchLog", FlagTypes.Boolean, false, "Write the log of fetching the manifests to standard error.")
    { Group = "Command" };

    /// <summary>Writes the origin of the data to standard error: the fetch log if requested, and the error of the last update, if it failed.</summary>
    public static async Task ReportAsync(
        CommandContext context, ReadOnlyMemory<byte> fetchLog, GobTime generatedAt, string lastAttemptError)
    {
        if (context.Flags.Get(ShowFetchLog))
        {
            using var error = ConsoleText.OpenError();
            error.Write(fetchLog.Span);
        }

        if (lastAttemptError.Length > 0)
        {
            await context.Error.WriteLineAsync($"the last update of the dependencies failed: {FileName.ToDisplay(lastAttemptError)}");
        }

        if (generatedAt == default)
        {
            await context.Error
                .WriteLineAsync("the daemon does not have the dependencies yet; try again later");
        }
    }
}
