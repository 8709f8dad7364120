using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Readers;

/// <summary>
/// Reads pages of the builds that a reader sees. Other builds do not end a page either: its end would show that they exist.
/// </summary>
internal static class VisibleBuilds
{
    // A reader of few streams must not make the daemon read the whole history for each request.
    private const int MaximumReads = 20;

    /// <summary>Reads a page of builds, the newest first.</summary>
    /// <param name="seesAll">Whether the reader sees all streams.</param>
    /// <param name="sees">Whether the reader sees a stream.</param>
    /// <returns>The builds, and the build before which the next page begins; null at the end of the history.</returns>
    public static (ImmutableArray<BuildRecord> Builds, BuildId? Next) Query(
        BuildHistory history, HistoryQuery query, bool seesAll, Func<string, bool> sees)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sees);
        if (seesAll)
        {
            var all = history.Query(query);
            BuildId? next = all.HasMore ? all.Builds[^1].Id : null;
            return (all.Builds, next);
        }

        if (query.StreamName is { } stream && !sees(stream))
        {
            return ([], null);
        }

        var found = new List<BuildRecord>();
        var before = query.Before;
        for (var reads = 0; reads < MaximumReads; reads++)
        {
            var page = history.Query(query with { Before = before, Count = HistoryQuery.MaximumCount });
            found.AddRange(page.Builds.Where(build => sees(build.StreamName)));
            if (found.Count > query.Count)
            {
                return ([.. found.Take(query.Count)], found[query.Count - 1].Id);
            }

            if (!page.HasMore)
            {
                return ([.. found], null);
            }

            before = page.Builds[^1].Id;
        }

        return ([.. found], before);
    }
}
