namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Flushes the file system during an upload, so that the final flush has less to write. Thread-safe.
/// </summary>
internal sealed class EarlyFlush(Action flush)
{
    /// <summary>The number of unflushed bytes that justify a flush.</summary>
    private const long MinimumPendingBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long _pending;

    /// <summary>Adds the length of unflushed contents in bytes.</summary>
    public void Add(long length)
    {
        lock (_gate)
        {
            _pending += length;

            // After a failure, no further flush is useful: the upload fails.
            if (_pending >= MinimumPendingBytes && _running.IsCompletedSuccessfully)
            {
                _pending = 0;
                _running = Task.Run(flush);
            }
        }
    }

    /// <summary>Waits for a running flush. Later contents require another one. Fails if the disk has lost contents.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return _running;
        }
    }
}
