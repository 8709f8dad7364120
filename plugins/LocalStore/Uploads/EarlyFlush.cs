namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// Has the disk write while objects are still being brought, so that less is left to wait for at the end. Thread-safe.
/// </summary>
internal sealed class EarlyFlush(Action flush)
{
    /// <summary>How many bytes are worth a flush of their own.</summary>
    private const long Worthwhile = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long _pending;

    /// <summary>Tells of contents that may not be on the disk.</summary>
    public void Add(long length)
    {
        lock (_gate)
        {
            _pending += length;

            // After a failure there is nothing more to flush: the upload is lost.
            if (_pending >= Worthwhile && _running.IsCompletedSuccessfully)
            {
                _pending = 0;
                _running = Task.Run(flush);
            }
        }
    }

    /// <summary>Waits for the flush that runs. What was brought since it began still needs one.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return _running;
        }
    }
}
