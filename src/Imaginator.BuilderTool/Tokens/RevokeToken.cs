using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Tokens;

/// <summary><c>revoke-token TOKEN</c>.</summary>
internal static class RevokeToken
{
    public static Command Command { get; } = new(
        "revoke-token", "TOKEN", "Revoke a bearer token immediately.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description =
        [
            "TOKEN is the id or the name of the token. Requires permission for Imaginator.RevokeToken, or the role to manage all streams of "
            + "the token.",
        ],
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        await api.DeleteAsync($"tokens/{Uri.EscapeDataString(context.Operands[0])}", cancellationToken);
        await context.WriteResultAsync("", new { Token = context.Operands[0], Result = "revoked" });
        return 0;
    }
}
