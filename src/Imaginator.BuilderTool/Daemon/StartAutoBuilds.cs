using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>start-auto-builds</c>.</summary>
internal static class StartAutoBuilds
{
    private const string Group = "Command";

    private static readonly Flag<bool> _waitToStart = new(
        "waitToStartAutoRebuilds", FlagTypes.Boolean, false,
        "Wait where rebuilds run already; otherwise that is an error.") { Group = Group };

    private static readonly Flag<bool> _waitForComplete = new(
        "waitForAutoRebuilds", FlagTypes.Boolean, false, "Wait until the rebuilds are over.") { Group = Group };

    public static Command Command { get; } = new(
        "start-auto-builds", "", "starts a cycle of automatic rebuilds now", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags = [.. ConnectionFlags.All, _waitToStart, _waitForComplete],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var request = new StartAutoBuildsRequest
        {
            WaitToStart = context.Flags.Get(_waitToStart),
            WaitForComplete = context.Flags.Get(_waitForComplete),
        };
        await using var daemon = new DaemonClient(context);
        await daemon.CallAsync<StartAutoBuildsRequest, StartAutoBuildsResponse>(
            "StartAutoBuilds", request, answer => answer.Error, cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
