namespace Imaginator.PackageCache.Storage;

/// <summary>The disk space of all files that are being fetched. Thread-safe.</summary>
internal sealed class IncomingSpace(long maximumBytes)
{
    private readonly Lock _lock = new();
    private long _taken;

    /// <summary>Reserves space for a file; false if too little is left.</summary>
    public bool TryTake(long bytes)
    {
        lock (_lock)
        {
            if (bytes > maximumBytes - _taken)
            {
                return false;
            }

            _taken += bytes;
            return true;
        }
    }

    /// <summary>Gives space back.</summary>
    public void Return(long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
        }
    }
}
