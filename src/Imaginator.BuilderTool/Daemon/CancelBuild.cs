using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>cancel ID</c>.</summary>
internal static class CancelBuild
{
    public static Command Command { get; } = new(
        "cancel", "ID", "cancels a build that waits or runs, whoever waits for it", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags = ConnectionFlags.All,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        await api.PostAsync($"builds/{Uri.EscapeDataString(context.Operands[0])}/cancel", cancellationToken);
        return 0;
    }
}
