using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.BuilderTool.Daemon;

/// <summary><c>get-dependencies</c>.</summary>
internal static class GetDependencies
{
    // As Dominator's builder-tool prints them.
    private static readonly JsonSerializerOptions OriginalNames = new(CommandJson.Options) { PropertyNamingPolicy = null };

    public static Command Command { get; } = new(
        "get-dependencies", "", "Print the source stream of each stream, as JSON.", RunAsync)
    {
        Group = ConnectionFlags.CommandGroup,
        UsesProgramFlags = false,
        Description =
        [
            "The names are those of Dominator's builder-tool; with -json, they are in camel case as in all other JSON.",
        ],
        Flags = [.. ConnectionFlags.All, DependencyData.ShowFetchLog, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var daemon = new DaemonClient(context);
        var reply = await daemon.CallAsync<GetDependenciesRequest, GetDependenciesResponse>(
            "GetDependencies", new GetDependenciesRequest(), answer => answer.Error, cancellationToken);
        var result = reply.GetDependenciesResult;
        await DependencyData.ReportAsync(context, result.FetchLog, result.GeneratedAt, result.LastAttemptError);
        var json = new
        {
            GeneratedAt = result.GeneratedAt.ToNullableDateTimeOffset(),
            LastAttemptAt = result.LastAttemptAt.ToNullableDateTimeOffset(),
            LastAttemptError = result.LastAttemptError.Length == 0 ? null : result.LastAttemptError,
            StreamToSource = Sorted(result.StreamToSource),
            UnbuildableSources = Sorted(result.UnbuildableSources),
        };
        await context.WriteResultAsync(JsonSerializer.Serialize(json, OriginalNames), json);
        return 0;
    }

    // The message has no order; a stable order makes outputs comparable.
    private static ImmutableSortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T>? table) =>
        table?.ToImmutableSortedDictionary(StringComparer.Ordinal)
        ?? ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
