namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Counts what users wait for at once, and says when it is enough. Thread-safe.</summary>
/// <param name="most">How much each user may wait for at once; 0 for no limit.</param>
internal sealed class UserLimit(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts one more, unless it would be one too many.</summary>
    /// <returns>Ends the waiting when disposed of; null if he waits for too much already.</returns>
    public IDisposable? TryEnter(string userName)
    {
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(userName);
            if (most > 0 && count >= most)
            {
                return null;
            }

            _counts[userName] = count + 1;
            return new Entry(this, userName);
        }
    }

    private void Leave(string userName)
    {
        lock (_lock)
        {
            if (--_counts[userName] == 0)
            {
                _counts.Remove(userName);
            }
        }
    }

    private sealed class Entry(UserLimit limit, string userName) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                limit.Leave(userName);
            }
        }
    }
}
