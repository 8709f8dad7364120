using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>start-auto-builds</c>.</summary>
internal static class StartAutoBuilds
{
    private const string Group = "Command";

    private static readonly Flag<bool> WaitToStart = new(
        "waitToStartAutoRebuilds", FlagTypes.Boolean, false,
        "If automatic rebuilds are running, wait for their end. Without this flag, that is an error.") { Group = Group };

    private static readonly Flag<bool> WaitForComplete = new(
        "waitForAutoRebuilds", FlagTypes.Boolean, false, "Wait until the rebuilds have finished.") { Group = Group };

    public static Command Command { get; } = new(
        "start-auto-builds", "", "Start automatic rebuilds now.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, WaitToStart, WaitForComplete, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var request = new StartAutoBuildsRequest
        {
            WaitToStart = context.Flags.Get(WaitToStart),
            WaitForComplete = context.Flags.Get(WaitForComplete),
        };
        await using var daemon = new DaemonClient(context);
        await daemon.CallAsync<StartAutoBuildsRequest, StartAutoBuildsResponse>(
            "StartAutoBuilds", request, answer => answer.Error, cancellationToken);
        await context.WriteResultAsync("", new { Result = request.WaitForComplete ? "finished" : "started" });
        return 0;
    }
}
