using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>disable-auto-builds</c>, <c>disable-build-requests</c>, <c>enable-build-requests</c>.</summary>
internal static class DisableBuilds
{
    private static readonly Flag<TimeSpan> DisableFor = new(
        "disableFor", FlagTypes.Duration, TimeSpan.FromMinutes(5), "Duration of the pause.") { Group = "Command" };

    public static Command DisableAutoBuilds { get; } = new(
        "disable-auto-builds", "", "Pause automatic rebuilds.", async (context, cancellationToken) =>
        {
            var request = new DisableAutoBuildsRequest { DisableFor = GobDuration.From(context.Flags.Get(DisableFor)) };
            await using var daemon = new DaemonClient(context);
            var reply = await daemon.CallAsync<DisableAutoBuildsRequest, DisableAutoBuildsResponse>(
                "DisableAutoBuilds", request, answer => answer.Error, cancellationToken);
            return await WriteAsync(context, "automatic rebuilds", reply.DisabledUntil);
        })
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, DisableFor, OutputFlags.Json],
    };

    public static Command DisableBuildRequests { get; } = new(
        "disable-build-requests", "", "Reject build requests for a while.",
        (context, cancellationToken) => RequestAsync(context, context.Flags.Get(DisableFor), cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, DisableFor, OutputFlags.Json],
    };

    public static Command EnableBuildRequests { get; } = new(
        "enable-build-requests", "", "Accept build requests again.",
        (context, cancellationToken) => RequestAsync(context, TimeSpan.Zero, cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, OutputFlags.Json],
    };

    private static async Task<int> RequestAsync(
        CommandContext context, TimeSpan disableFor, CancellationToken cancellationToken)
    {
        var request = new DisableBuildRequestsRequest { DisableFor = GobDuration.From(disableFor) };
        await using var daemon = new DaemonClient(context);
        var reply = await daemon.CallAsync<DisableBuildRequestsRequest, DisableBuildRequestsResponse>(
            "DisableBuildRequests", request, answer => answer.Error, cancellationToken);
        return await WriteAsync(context, "build requests", reply.DisabledUntil);
    }

    private static async Task<int> WriteAsync(CommandContext context, string what, GobTime disabledUntil)
    {
        var until = disabledUntil.ToNullableDateTimeOffset();
        var line = until is { } time
            ? $"{what} are disabled until {TimeFormat.LocalWithOffset(time, context.Time)}"
            : $"{what} are enabled";
        await Results.WriteAsync(context, line, new { DisabledUntil = until });
        return 0;
    }
}
