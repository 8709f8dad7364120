using System.Collections.Immutable;

namespace Imaginator.State.Hours;

/// <summary>The sums of the hours of one step of a series. Immutable.</summary>
public sealed record HourStep
{
    /// <summary>The numbers of builds, by the number of the result.</summary>
    public ImmutableDictionary<int, int> Builds { get; init; } = ImmutableDictionary<int, int>.Empty;

    /// <summary>The size of new objects in bytes.</summary>
    public long NewBytes { get; init; }

    /// <summary>The durations of builds that made an image.</summary>
    public DurationCounts Durations { get; init; } = DurationCounts.None;

    /// <summary>The times in the queue.</summary>
    public DurationCounts Waits { get; init; } = DurationCounts.None;

    /// <summary>The sample with the greatest queue, the sums of downloads, and the last known size of the store; null without samples.</summary>
    public HourSample? Sample { get; init; }
}
