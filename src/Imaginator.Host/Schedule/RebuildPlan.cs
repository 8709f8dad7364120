using System.Collections.Immutable;

namespace Imaginator.Host.Schedule;

/// <summary>The order of rebuilds: each stream after the stream that it is built on. Immutable.</summary>
internal sealed class RebuildPlan
{
    private RebuildPlan(ImmutableArray<PlannedRebuild> rebuilds) => Rebuilds = rebuilds;

    /// <summary>The rebuilds; each follows the rebuild that it waits for.</summary>
    public ImmutableArray<PlannedRebuild> Rebuilds { get; }

    /// <summary>
    /// Plans the rebuilds of streams. A stream waits for the nearest of these streams among its sources, over any number of
    /// steps. A stream that is built on itself does not wait: its build reports the cycle.
    /// </summary>
    public static RebuildPlan Of(IEnumerable<string> streams, IReadOnlyDictionary<string, string> streamToSource)
    {
        var wanted = streams.ToImmutableSortedSet(StringComparer.Ordinal);
        var rebuilds = new Dictionary<string, PlannedRebuild>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<PlannedRebuild>(wanted.Count);
        foreach (var stream in wanted)
        {
            // The path from the stream down to a planned rebuild or to the last source.
            var path = new Stack<PlannedRebuild>();
            for (var next = stream; next is not null && !rebuilds.ContainsKey(next);)
            {
                var rebuild = Plan(next, wanted, streamToSource);
                rebuilds.Add(next, rebuild);
                path.Push(rebuild);
                next = rebuild.WaitsFor;
            }

            ordered.AddRange(path);
        }

        return new RebuildPlan(ordered.ToImmutable());
    }

    private static PlannedRebuild Plan(
        string stream, ImmutableSortedSet<string> wanted, IReadOnlyDictionary<string, string> streamToSource)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { stream };
        string? nearest = null;
        var steps = 0;
        var nearestSteps = 0;
        for (var source = streamToSource.GetValueOrDefault(stream);
            source is not null;
            source = streamToSource.GetValueOrDefault(source))
        {
            steps++;
            if (!seen.Add(source))
            {
                // The stream is built on itself, or on a stream that is.
                return new PlannedRebuild(stream, null, false);
            }

            if (nearest is null && wanted.Contains(source))
            {
                nearest = source;
                nearestSteps = steps;
            }
        }

        return new PlannedRebuild(stream, nearest, nearestSteps == 1);
    }
}
