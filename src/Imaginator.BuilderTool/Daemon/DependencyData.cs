using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Gob;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>What <c>get-dependencies</c> and <c>get-digraph</c> share.</summary>
internal static class DependencyData
{
    /// <summary>Whether to show how the manifests were fetched.</summary>
    public static Flag<bool> ShowFetchLog { get; } = new(
        "showFetchLog", FlagTypes.Boolean, false, "Show the log of fetching the manifests, on standard error.")
    { Group = "Command" };

    /// <summary>Tells on standard error how the data came about, where that matters.</summary>
    /// <param name="context">The flags and standard error.</param>
    /// <param name="fetchLog">The log of fetching the manifests.</param>
    /// <param name="generatedAt">When the data was made.</param>
    /// <param name="lastAttemptError">Why it could not be made again since; empty if it could.</param>
    public static async Task ReportAsync(
        CommandContext context, ReadOnlyMemory<byte> fetchLog, GobTime generatedAt, string lastAttemptError)
    {
        if (context.Flags.Get(ShowFetchLog))
        {
            await using var error = Console.OpenStandardError();
            await error.WriteAsync(fetchLog);
        }

        if (lastAttemptError.Length > 0)
        {
            await context.Error.WriteLineAsync($"the last attempt to find out the dependencies failed: {lastAttemptError}");
        }

        if (generatedAt == default)
        {
            await context.Error
                .WriteLineAsync("the imaginator has not found out the dependencies yet; try again in a while");
        }
    }
}
