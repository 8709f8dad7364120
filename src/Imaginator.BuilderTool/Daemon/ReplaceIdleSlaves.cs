using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>replace-idle-slaves</c>.</summary>
internal static class ReplaceIdleSlaves
{
    public static Command Command { get; } = new(
        "replace-idle-slaves", "", "Make the daemon read its list of workers again and reconnect to them.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var daemon = new DaemonClient(context);
        await daemon.CallAsync<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
            "ReplaceIdleSlaves", new ReplaceIdleSlavesRequest { ImmediateGetNew = true }, answer => answer.Error, cancellationToken);
        await context.WriteResultAsync("", new { Result = "replaced" });
        return 0;
    }
}
