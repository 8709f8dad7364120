using System.Collections.Immutable;
using System.Text;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>get-digraph</c>.</summary>
internal static class GetDigraph
{
    private const string Group = "Command";

    private static readonly Flag<ImmutableArray<string>> Excludes = new(
        "digraphExcludes", FlagTypes.List, [], "Streams, or directories of streams, to leave out, with all that is built on them.")
    { Group = Group };

    private static readonly Flag<ImmutableArray<string>> Includes = new(
        "digraphIncludes", FlagTypes.List, [],
        "Streams, or directories of streams, to show, with what they are built on and what is built on them; by default all.")
    { Group = Group };

    public static Command Command { get; } = new(
        "get-digraph", "", "prints which stream is built on which, as a Graphviz dot file", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags = [.. ConnectionFlags.All, Excludes, Includes, DependencyData.ShowFetchLog],
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
        await context.Output.WriteAsync(Encoding.UTF8.GetString(result.GraphvizDot.Span));
        return 0;
    }
}
