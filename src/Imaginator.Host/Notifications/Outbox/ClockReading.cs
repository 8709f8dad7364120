namespace Imaginator.Host.Notifications.Outbox;

/// <summary>The time of the clock, which can be set, together with the time that has passed, which cannot. Immutable.</summary>
internal sealed record ClockReading(DateTimeOffset Time, long Timestamp)
{
    // The usual correction of a clock makes it a little faster or slower.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    // The process can be stopped between two readings.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    /// <summary>Reads both.</summary>
    public static ClockReading Take(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        while (true)
        {
            var before = timeProvider.GetTimestamp();
            var time = timeProvider.GetUtcNow();
            var after = timeProvider.GetTimestamp();
            if (timeProvider.GetElapsedTime(before, after) < Together)
            {
                return new ClockReading(time, before);
            }
        }
    }

    /// <summary>By how much the clock was set between this reading and a later one; zero if it was not.</summary>
    public TimeSpan JumpUntil(ClockReading later, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(later);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var jump = later.Time - Time - timeProvider.GetElapsedTime(Timestamp, later.Timestamp);
        return jump.Duration() >= Tolerance ? jump : TimeSpan.Zero;
    }
}
