using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>
/// <c>disable-auto-builds</c>, <c>enable-auto-builds</c>, <c>disable-build-requests</c>, <c>enable-build-requests</c>. The daemon enables
/// what it disables for no time.
/// </summary>
internal static class DisableBuilds
{
    private static readonly Flag<TimeSpan> DisableFor = new(
        "disableFor", FlagTypes.Duration, TimeSpan.FromMinutes(5), "Duration of the pause.") { Group = "Command" };

    public static Command DisableAutoBuilds { get; } = new(
        "disable-auto-builds", "", "Pause automatic rebuilds.",
        (context, cancellationToken) => PauseAutoBuildsAsync(context, context.Flags.Get(DisableFor), cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, DisableFor, JsonFlag.Json],
    };

    public static Command EnableAutoBuilds { get; } = new(
        "enable-auto-builds", "", "Continue automatic rebuilds.",
        (context, cancellationToken) => PauseAutoBuildsAsync(context, TimeSpan.Zero, cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    public static Command DisableBuildRequests { get; } = new(
        "disable-build-requests", "", "Reject build requests for a while.",
        (context, cancellationToken) => RequestAsync(context, context.Flags.Get(DisableFor), cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, DisableFor, JsonFlag.Json],
    };

    public static Command EnableBuildRequests { get; } = new(
        "enable-build-requests", "", "Accept build requests again.",
        (context, cancellationToken) => RequestAsync(context, TimeSpan.Zero, cancellationToken))
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    private static async Task<int> PauseAutoBuildsAsync(
        CommandContext context, TimeSpan disableFor, CancellationToken cancellationToken)
    {
        var request = new DisableAutoBuildsRequest { DisableFor = GobDuration.From(disableFor) };
        await using var daemon = new DaemonClient(context);
        var reply = await daemon.CallAsync<DisableAutoBuildsRequest, DisableAutoBuildsResponse>(
            "DisableAutoBuilds", request, answer => answer.Error, cancellationToken);
        return await WriteAsync(context, "automatic rebuilds", reply.DisabledUntil);
    }

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
            ? $"{what} are disabled until {TimeFormat.Local(time, context.Time)}"
            : $"{what} are enabled";
        await context.WriteResultAsync(line, new { IsEnabled = until is null, DisabledUntil = until });
        return 0;
    }
}
