using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Tokens;

/// <summary><c>make-token NAME STREAM...</c>: the token goes to standard output, and everything else to standard error.</summary>
internal static class MakeToken
{
    public static Command Command { get; } = new(
        "make-token", "NAME STREAM...", "Make a bearer token for programs that call the HTTP API.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description =
        [
            "NAME identifies the token in lists and in the audit log. STREAM is the name of a stream, a directory of streams such as base/, "
            + "or / for all streams. Requires permission for Imaginator.MakeToken, or the role to manage all of these streams.",
            "The command prints the token. The daemon stores only its hash, and cannot print it again.",
        ],
        Examples =
        [
            new("builder-tool make-token -role=build ci-base base/ > token", "Make a token that builds the streams in base:"),
            new(
                "curl -H \"Authorization: Bearer $(cat token)\" https://localhost:6975/api/v1/streams",
                "Call the API with it:"),
        ],
        Flags = [.. ConnectionFlags.All, TokenFlags.Role, TokenFlags.Lifetime, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        var order = new
        {
            Name = context.Operands[0],
            Role = context.Flags.Get(TokenFlags.Role),
            Streams = context.Operands.Skip(1),
            Lifetime = GoDuration.Format(context.Flags.Get(TokenFlags.Lifetime)),
        };
        var answer = await api.PostAsync("tokens", order, cancellationToken);
        var expiresAt = TimeFormat.Local(answer.GetProperty("expiresAt").GetDateTimeOffset(), context.Time);
        await context.Error.WriteLineAsync($"token {order.Name} expires at {expiresAt}; keep it secret: it cannot be printed again");
        await context.WriteResultAsync(answer.GetProperty("text").GetString()!, answer);
        return 0;
    }
}
