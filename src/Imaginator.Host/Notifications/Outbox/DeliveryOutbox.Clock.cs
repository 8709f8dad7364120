using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Notifications.Outbox;

/// <content>The times of waiting messages follow the clock when it is set: otherwise they would be delayed, due together, or given up.</content>
internal sealed partial class DeliveryOutbox
{
    // The state when times were last compared with the clock.
    private ClockReading _clock;
    private bool _hasLimitedTimes;

    /// <summary>Moves the times of messages that wait if the clock was set since the last call. Call it before looking for due messages.</summary>
    public void FollowClock()
    {
        if (Exists && (!_hasLimitedTimes || _clock.JumpUntil(ClockReading.Take(_timeProvider), _timeProvider) != TimeSpan.Zero))
        {
            Write(static _ => { });
        }
    }

    // Before each change: rows that it adds have the new time.
    private ClockReading FollowClock(SqliteConnection connection)
    {
        var reading = ClockReading.Take(_timeProvider);
        var jump = _clock.JumpUntil(reading, _timeProvider);
        if (jump != TimeSpan.Zero)
        {
            connection.Execute(
                "UPDATE deliveries SET next_at = next_at + $jump, give_up_at = give_up_at + $jump WHERE state = 0", ("$jump", jump.Ticks));
            return reading;
        }

        if (!_hasLimitedTimes)
        {
            LimitTimes(connection, reading.Time);
        }

        // Small deviations add up to a jump.
        return _clock;
    }

    // The clock can have been set back while the daemon did not run.
    private void LimitTimes(SqliteConnection connection, DateTimeOffset now)
    {
        connection.Execute(
            "UPDATE deliveries SET next_at = $now WHERE state = 0 AND next_at > $latest",
            ("$now", now.UtcTicks), ("$latest", (now + _limits.MaximumDelay).UtcTicks));
        connection.Execute(
            "UPDATE deliveries SET give_up_at = $latest WHERE state = 0 AND give_up_at > $latest",
            ("$latest", (now + _limits.AttemptsFor).UtcTicks));
    }
}
