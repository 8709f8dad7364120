using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>
/// Finds cycles of source images: streams whose images require, over any number of steps, an image of the same stream
/// first. The only such check: configuration, queue and engine use it.
/// </summary>
public static class SourceImageCycle
{
    /// <summary>Follows streams, or builds of streams, from each one to its source.</summary>
    /// <param name="first">The first stream or build.</param>
    /// <param name="sourceOf">Returns the source of a stream or build; null if it has none.</param>
    /// <returns>The cycle that the way ends in: its last element equals its first; empty if the way ends.</returns>
    public static ImmutableArray<T> Find<T>(T first, Func<T, T?> sourceOf)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(sourceOf);
        var way = new List<T>();
        for (var next = first; next is not null; next = sourceOf(next))
        {
            var earlier = way.IndexOf(next);
            way.Add(next);
            if (earlier >= 0)
            {
                return [.. way.Skip(earlier)];
            }
        }

        return [];
    }

    /// <summary>The message for a cycle of streams.</summary>
    public static string Describe(IEnumerable<string> streamNames) =>
        $"the source images form a cycle: {string.Join(" -> ", streamNames)}; change SourceImage in one of the manifests";
}
