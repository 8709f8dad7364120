using System.Collections.Immutable;
using System.Text;
using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>get-digraph</c>.</summary>
internal static class GetDigraph
{
    private const string Group = "Command";

    private static readonly Flag<ImmutableArray<string>> Excludes = new(
        "digraphExcludes", FlagTypes.List, [], "Streams or directories of streams to exclude, with all streams built on them.")
    { Group = Group };

    private static readonly Flag<ImmutableArray<string>> Includes = new(
        "digraphIncludes", FlagTypes.List, [],
        "Streams or directories of streams to include, with their source streams and all streams built on them. If it is not "
        + "given, the graph contains all streams.")
    { Group = Group };

    public static Command Command { get; } = new(
        "get-digraph", "", "Print the source stream of each stream, as a graph in the dot language of Graphviz.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Examples = [new("builder-tool get-digraph | dot -Tsvg >streams.svg", "Draw the graph:")],
        Flags = [.. ConnectionFlags.All, Excludes, Includes, DependencyData.ShowFetchLog, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var request = new GetDirectedGraphRequest
        {
            Excludes = context.Flags.Get(Excludes),
            Includes = context.Flags.Get(Includes),
        };
        await using var daemon = new DaemonClient(context);
        var reply = await daemon.CallAsync<GetDirectedGraphRequest, GetDirectedGraphResponse>(
            "GetDirectedGraph", request, answer => answer.Error, cancellationToken);
        var result = reply.GetDirectedGraphResult;
        await DependencyData.ReportAsync(context, result.FetchLog, result.GeneratedAt, result.LastAttemptError);
        var dot = Encoding.UTF8.GetString(result.GraphvizDot.Span);
        await context.WriteResultAsync(dot.TrimEnd('\n'), new { Dot = dot });
        return 0;
    }
}
