using System.Globalization;
using Imaginator.BuilderTool.Connection;
using Imaginator.BuilderTool.Output;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>list-builds [STREAM]</c>.</summary>
internal static class ListBuilds
{
    private const string Group = "Command";

    private static readonly Flag<int> Limit = new(
        "limit", FlagTypes.Number(1, 1000), 20, "Maximum number of builds to list.") { Group = Group };

    private static readonly Flag<string> Result = new(
        "result", FlagTypes.Text, "", "List only builds with this result: queued, running, succeeded, failed, cancelled and others.")
    { Group = Group };

    public static Command Command { get; } = new(
        "list-builds", "[STREAM]", "List the builds of the daemon, newest first.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Examples = [new("builder-tool list-builds -result=failed base/debian", "List the failed builds of a stream:")],
        Flags = [.. ConnectionFlags.All, Limit, Result, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        var query = $"builds?limit={context.Flags.Get(Limit).ToString(CultureInfo.InvariantCulture)}"
            + Parameter("stream", context.Operands.ElementAtOrDefault(0) ?? "")
            + Parameter("result", context.Flags.Get(Result));
        var answer = await api.GetAsync(query, cancellationToken);
        if (context.Flags.Get(JsonFlag.Json))
        {
            await context.WriteResultAsync("", answer);
            return 0;
        }

        var builds = answer.GetProperty("builds").EnumerateArray().Select(BuildInfo.Read).ToList();
        var width = builds.Count == 0 ? 0 : builds.Max(build => build.Stream.Length);
        foreach (var build in builds)
        {
            await context.Output.WriteLineAsync(Describe(build, width, context.Time));
        }

        return 0;
    }

    private static string Parameter(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string Describe(BuildInfo build, int width, TimeProvider timeProvider) =>
        TerminalSafe(
            $"{build.Id}  {build.Result,-11}  {TimeFormat.Local(build.StartedAt ?? build.QueuedAt, timeProvider)}  {build.Duration(timeProvider),9}  "
            + $"{build.Stream.PadRight(width)}  {build.Outcome}").TrimEnd();

    // Errors quote the output of builds.
    private static string TerminalSafe(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));
}
