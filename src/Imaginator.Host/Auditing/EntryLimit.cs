namespace Imaginator.Host.Auditing;

/// <summary>Bounds the entries of senders, which must not displace those of others. Thread-safe.</summary>
/// <typeparam name="TSender">The property that distinguishes senders.</typeparam>
/// <param name="maximum">The number of entries of a sender within a period.</param>
/// <param name="maximumSenders">The number of senders within a period: more fill neither the memory nor the files.</param>
/// <param name="period">The time after which counting begins again.</param>
/// <param name="timeProvider">Measures the period.</param>
internal sealed class EntryLimit<TSender>(int maximum, int maximumSenders, TimeSpan period, TimeProvider timeProvider)
    where TSender : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TSender, int> _counts = [];
    private long? _begin;

    /// <summary>Counts an entry; returns whether it is recorded.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="isLast">Whether no further entries of the sender are recorded.</param>
    public bool TryCount(TSender sender, out bool isLast)
    {
        lock (_lock)
        {
            // Not by the clock: one that is set back must not stop the records.
            var now = timeProvider.GetTimestamp();
            if (_begin is not { } begin || timeProvider.GetElapsedTime(begin, now) >= period)
            {
                _counts.Clear();
                _begin = now;
            }

            var count = _counts.GetValueOrDefault(sender);
            isLast = count == maximum - 1;
            if (count >= maximum || (count == 0 && _counts.Count >= maximumSenders))
            {
                return false;
            }

            _counts[sender] = count + 1;
            return true;
        }
    }
}
