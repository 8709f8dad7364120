namespace Imaginator.Plugins.S3.Buckets;

/// <summary>
/// The time of the server. Leases, protection and removal depend on it alone, so that programs whose clocks differ agree. It is the local
/// time as long as the <c>Date</c> headers of answers, which have whole seconds, permit that.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ServerClock(TimeProvider timeProvider)
{
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(1);

    // The local clock can be set, or drift.
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private TimeSpan _minimum = TimeSpan.MinValue;
    private TimeSpan _maximum = TimeSpan.MaxValue;
    private DateTimeOffset _since;

    /// <summary>The present time of the server, to about a second.</summary>
    public DateTimeOffset GetUtcNow()
    {
        var local = timeProvider.GetUtcNow();
        lock (_lock)
        {
            return _minimum > TimeSpan.Zero ? local + _minimum : _maximum < TimeSpan.Zero ? local + _maximum : local;
        }
    }

    /// <summary>The local time, for <see cref="Observe"/>.</summary>
    public DateTimeOffset GetLocalNow() => timeProvider.GetUtcNow();

    /// <summary>Records the time of an answer.</summary>
    /// <param name="date">The <c>Date</c> header.</param>
    /// <param name="sentAt">The local time before the request.</param>
    /// <param name="receivedAt">The local time after the answer.</param>
    public void Observe(DateTimeOffset date, DateTimeOffset sentAt, DateTimeOffset receivedAt)
    {
        if (receivedAt < sentAt)
        {
            // The local clock was set in the meantime.
            return;
        }

        var minimum = date - receivedAt;
        var maximum = date + Precision - sentAt;
        lock (_lock)
        {
            if (minimum > _maximum || maximum < _minimum || (receivedAt - _since).Duration() > Validity)
            {
                (_minimum, _maximum, _since) = (minimum, maximum, receivedAt);
            }
            else
            {
                _minimum = minimum > _minimum ? minimum : _minimum;
                _maximum = maximum < _maximum ? maximum : _maximum;
            }
        }
    }
}
