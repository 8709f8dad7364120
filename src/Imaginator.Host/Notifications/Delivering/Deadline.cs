namespace Imaginator.Host.Notifications.Delivering;

/// <summary>A moment after a span of time, whatever happens to the clock. Immutable.</summary>
internal readonly record struct Deadline
{
    private readonly long _timestamp;

    private Deadline(long timestamp) => _timestamp = timestamp;

    /// <summary>The moment after a span of time.</summary>
    public static Deadline After(TimeSpan span, TimeProvider timeProvider) =>
        new(timeProvider.GetTimestamp() + (long)(span.TotalSeconds * timeProvider.TimestampFrequency));

    /// <summary>The time until then; zero or negative if the moment has passed.</summary>
    public TimeSpan Left(TimeProvider timeProvider) => timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), _timestamp);
}
