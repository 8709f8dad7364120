using System.Text.Json;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Tokens;

/// <summary><c>list-tokens</c>.</summary>
internal static class ListTokens
{
    public static Command Command { get; } = new(
        "list-tokens", "", "List the bearer tokens of the daemon that you can revoke.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description = ["The list has expired tokens for 30 days. Times of use are correct to 5 minutes."],
        Flags = [.. ConnectionFlags.All, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        var answer = await api.GetAsync("tokens", cancellationToken);
        if (context.Flags.Get(JsonFlag.Json))
        {
            await context.WriteResultAsync("", answer);
            return 0;
        }

        var tokens = answer.GetProperty("tokens").EnumerateArray().ToList();
        var width = tokens.Select(token => TextOf(token, "name").Length).DefaultIfEmpty().Max();
        foreach (var token in tokens)
        {
            await context.Output.WriteLineAsync(Describe(token, width, context.Time));
        }

        return 0;
    }

    private static string Describe(JsonElement token, int width, TimeProvider timeProvider)
    {
        var expiresAt = token.GetProperty("expiresAt").GetDateTimeOffset();
        var expires = $"{(expiresAt <= timeProvider.GetUtcNow() ? "expired" : "expires")} {TimeFormat.Local(expiresAt, timeProvider)}";
        var used = token.TryGetProperty("lastUsedAt", out var lastUsed)
            ? $"used {TimeFormat.Local(lastUsed.GetDateTimeOffset(), timeProvider)}"
            : "not used";
        var streams = string.Join(' ', token.GetProperty("streams").EnumerateArray().Select(stream => stream.GetString()));
        return $"{TextOf(token, "id")}  {TextOf(token, "name").PadRight(width)}  {TextOf(token, "role"),-6}  {expires}  {used,-30}  {streams}";
    }

    private static string TextOf(JsonElement token, string name) => token.GetProperty(name).GetString() ?? "";
}
