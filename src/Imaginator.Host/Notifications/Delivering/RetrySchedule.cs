namespace Imaginator.Host.Notifications.Delivering;

/// <summary>
/// The delays between attempts. Each message has its own, so that one that is never accepted does not keep others; and a receiver that fails
/// is left alone for some time with all its messages, so that it costs little while it is dead.
/// </summary>
/// <param name="random">Random numbers from 0 to 1: receivers that failed together are not asked again together.</param>
internal sealed class RetrySchedule(Func<double> random)
{
    private const double FirstDelay = 5;
    private const double DelayFactor = 3;
    private const double PauseFactor = 2;

    /// <summary>The range of the random factor around 1.</summary>
    private const double Jitter = 0.4;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The delay of a message after an attempt, whose number starts at 1: 5 s, 15 s, 45 s, … 3 h.</summary>
    /// <param name="retryAfter">The delay that the receiver requested, which is kept if it is longer, up to the longest delay; null for none.</param>
    public TimeSpan DelayAfter(int attempt, TimeSpan? retryAfter)
    {
        var delay = Spread(Math.Min(LongestDelay.TotalSeconds, FirstDelay * Math.Pow(DelayFactor, attempt - 1)));
        return retryAfter is { } wanted && wanted > delay ? Min(wanted, LongestDelay) : delay;
    }

    /// <summary>The pause of a receiver after a number of failures in a row, from 1: 5 s, 10 s, 20 s, … 5 min.</summary>
    /// <inheritdoc cref="DelayAfter"/>
    public TimeSpan PauseAfter(int failures, TimeSpan? retryAfter)
    {
        var pause = Spread(Math.Min(LongestPause.TotalSeconds, FirstDelay * Math.Pow(PauseFactor, failures - 1)));
        return retryAfter is { } wanted && wanted > pause ? Min(wanted, LongestDelay) : pause;
    }

    private TimeSpan Spread(double seconds) => TimeSpan.FromSeconds(seconds * (1 - (Jitter / 2) + (Jitter * random())));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
