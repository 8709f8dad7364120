using System.Collections.Immutable;

namespace Imaginator.State.Hours;

/// <summary>
/// Numbers of durations by bucket. Bucket 0 is below a tenth of a second; each further bucket is by an eighth of a power of two longer
/// than the one before, so that a percentile is right to 5 %. Immutable.
/// </summary>
public sealed class DurationCounts(ImmutableSortedDictionary<int, int> counts)
{
    private const double BucketsPerDoubling = 8;
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>No durations.</summary>
    public static DurationCounts None { get; } = new(ImmutableSortedDictionary<int, int>.Empty);

    /// <summary>The duration that a share of all durations does not exceed, 0 to 1; null without durations.</summary>
    public TimeSpan? Percentile(double share)
    {
        var total = counts.Values.Sum();
        if (total == 0)
        {
            return null;
        }

        var wanted = Math.Max(1, (int)Math.Ceiling(share * total));
        var seen = 0;
        foreach (var (bucket, count) in counts)
        {
            seen += count;
            if (seen >= wanted)
            {
                return MiddleOf(bucket);
            }
        }

        return MiddleOf(counts.Keys.Last());
    }

    // The geometric mean of the limits.
    private static TimeSpan MiddleOf(int bucket) =>
        bucket == 0 ? Least / 2 : Least * Math.Pow(2, (bucket - 0.5) / BucketsPerDoubling);
}
