using System.Collections.Immutable;

namespace Imaginator.Host.Schedule;

/// <summary>In which order streams are rebuilt: each after the one that it builds on. Immutable.</summary>
internal sealed class RebuildPlan
{
    private RebuildPlan(ImmutableArray<PlannedRebuild> rebuilds) => Rebuilds = rebuilds;

    /// <summary>The rebuilds; each stands behind the one that it waits for.</summary>
    public ImmutableArray<PlannedRebuild> Rebuilds { get; }

    /// <summary>Makes a plan.</summary>
    /// <param name="streams">The streams to rebuild.</param>
    /// <param name="streamToSource">Which stream builds on which, as far as that is known.</param>
    /// <returns>
    /// The plan. A stream waits for the nearest stream to rebuild that it builds on, over any number of steps. Streams that
    /// build on themselves wait for nobody: their builds say what is wrong.
    /// </returns>
    public static RebuildPlan Of(IEnumerable<string> streams, IReadOnlyDictionary<string, string> streamToSource)
    {
        var wanted = streams.ToImmutableSortedSet(StringComparer.Ordinal);
        var rebuilds = new Dictionary<string, PlannedRebuild>(StringComparer.Ordinal);
        var order = ImmutableArray.CreateBuilder<PlannedRebuild>(wanted.Count);
        foreach (var stream in wanted)
        {
            // The way from the stream down to what is planned already, or to the bottom.
            var way = new Stack<PlannedRebuild>();
            for (var next = stream; next is not null && !rebuilds.ContainsKey(next);)
            {
                var rebuild = Plan(next, wanted, streamToSource);
                rebuilds.Add(next, rebuild);
                way.Push(rebuild);
                next = rebuild.WaitsFor;
            }

            order.AddRange(way);
        }

        return new RebuildPlan(order.ToImmutable());
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
                // It builds on itself, or on some that do.
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
