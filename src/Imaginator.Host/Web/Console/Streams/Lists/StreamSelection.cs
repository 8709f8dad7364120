using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Web.Addresses;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>Selects streams for lists: those of the configuration, and those of patterns that have been built. Thread-safe.</summary>
internal sealed class StreamSelection(LiveConfiguration configuration, BuildHistory history, IBuildQueue queue)
{
    /// <summary>All streams that a reader sees and a query selects, in the order of the query.</summary>
    public ImmutableArray<StreamEntry> Find(StreamListQuery query, Func<string, bool> sees)
    {
        var current = configuration.Current;
        var latest = history.ReadAllLatest();
        var running = queue.Current.Running.Select(build => build.StreamName).ToHashSet(StringComparer.Ordinal);
        var automatic = current.Main.ImageStreamsToAutoRebuild.ToHashSet(StringComparer.Ordinal);
        var selected = Definitions(current, latest.Keys)
            .Where(stream => query.IncludesName(stream.Name) && sees(stream.Name))
            .Select(stream => stream with
            {
                Latest = latest.GetValueOrDefault(stream.Name),
                IsRunning = running.Contains(stream.Name),
                IsAutomatic = stream.IsBootstrap || automatic.Contains(stream.Name),
            })
            .Where(stream => IsIn(query.State, stream));
        return [.. Sort(selected, query.Sort)];
    }

    /// <summary>The directories in a directory of which streams have names, with the number of these streams.</summary>
    public static ImmutableArray<StreamDirectory> DirectoriesOf(IEnumerable<StreamEntry> streams, string directory)
    {
        var start = directory.Length == 0 ? 0 : directory.Length + 1;
        return
        [
            .. streams
                .Select(stream => (stream.Name, End: stream.Name.IndexOf('/', Math.Min(start, stream.Name.Length))))
                .Where(stream => stream.End > start)
                .CountBy(stream => stream.Name[..stream.End])
                .OrderBy(counted => counted.Key, StringComparer.Ordinal)
                .Select(counted => new StreamDirectory(counted.Key, counted.Value)),
        ];
    }

    private static IEnumerable<StreamEntry> Definitions(ImaginatorConfiguration current, IEnumerable<string> built)
    {
        var exact = current.Main.BootstrapStreams.Keys.Select(name => new StreamEntry(name) { IsBootstrap = true })
            .Concat(current.ImageStreams.Streams.Select(stream => new StreamEntry(stream.Name)))
            .DistinctBy(stream => stream.Name, StringComparer.Ordinal)
            .ToList();
        if (current.ImageStreams.Patterns.IsEmpty)
        {
            return exact;
        }

        var known = exact.Select(stream => stream.Name).ToHashSet(StringComparer.Ordinal);
        return exact.Concat(built
            .Where(name => !known.Contains(name) && MatchesPattern(current.ImageStreams, name))
            .Select(name => new StreamEntry(name) { IsOfPattern = true }));
    }

    private static bool MatchesPattern(ImageStreamsConfiguration streams, string name)
    {
        try
        {
            return streams.Find(name) is not null;
        }
        catch (ImaginatorException)
        {
            // The name matches two patterns, so that the stream cannot be built.
            return false;
        }
    }

    private static bool IsIn(StreamState state, StreamEntry stream) => state switch
    {
        StreamState.Failing => stream.Latest is { IsGood: false },
        StreamState.Running => stream.IsRunning,
        StreamState.Never => stream.Latest is null,
        StreamState.Automatic => stream.IsAutomatic,
        StreamState.Bootstrap => stream.IsBootstrap,
        StreamState.Pattern => stream.IsOfPattern,
        _ => true,
    };

    private static IOrderedEnumerable<StreamEntry> Sort(IEnumerable<StreamEntry> streams, StreamSort sort) => sort switch
    {
        StreamSort.Result => streams.OrderBy(Rank).ThenBy(stream => stream.Name, StringComparer.Ordinal),
        StreamSort.Built => streams.OrderByDescending(stream => stream.Latest?.FinishedAt ?? DateTimeOffset.MinValue)
            .ThenBy(stream => stream.Name, StringComparer.Ordinal),
        _ => streams.OrderBy(stream => stream.Name, StringComparer.Ordinal),
    };

    private static int Rank(StreamEntry stream) => stream.Latest switch
    {
        { IsGood: false } => 0,
        null => 1,
        _ => 2,
    };
}
