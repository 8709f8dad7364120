using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>cancel ID</c>.</summary>
internal static class CancelBuild
{
    public static Command Command { get; } = new(
        "cancel", "ID", "Cancel a queued or running build for all its requestors.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description = ["Requires permission for Imaginator.CancelBuild, unless you requested the build."],
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        await api.PostAsync($"builds/{Uri.EscapeDataString(context.Operands[0])}/cancel", cancellationToken);
        await context.WriteResultAsync("", new { Id = context.Operands[0], Result = "cancelled" });
        return 0;
    }
}
