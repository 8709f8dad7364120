namespace Imaginator.Protocol.Srpc.Server;

/// <summary>Limits the concurrent calls of each user; 0 means unlimited. Thread-safe.</summary>
internal sealed class UserLimit(int maximum)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a call of a user until the result is disposed; null if the user has reached the limit.</summary>
    public IDisposable? TryEnter(string userName)
    {
        lock (_lock)
        {
            var count = _counts.GetValueOrDefault(userName);
            if (maximum > 0 && count >= maximum)
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
