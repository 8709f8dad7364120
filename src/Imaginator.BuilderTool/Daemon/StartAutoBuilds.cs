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
        "Wait where rebuilds run already; otherwise that is an error.") { Group = Group };

    private static readonly Flag<bool> WaitForComplete = new(
        "waitForAutoRebuilds", FlagTypes.Boolean, false, "Wait until the rebuilds are over.") { Group = Group };

    public static Command Command { get; } = new(
        "start-auto-builds", "", "starts a cycle of automatic rebuilds now", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags = [.. ConnectionFlags.All, WaitToStart, WaitForComplete],
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
        return 0;
    }
}
