namespace Imaginator.Building.Workspaces;

/// <summary>
/// Releases disks of ended builds in the background: no caller waits for the unmount of a file system, which lasts about 0.1 s.
/// Thread-safe.
/// </summary>
/// <param name="maximum">The maximum number of disks in the background. A build that ends when it is reached releases its disk itself.</param>
/// <param name="failed">Called for the first failure.</param>
internal sealed class DiskReleases(int maximum, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private bool _hasFailed;

    /// <summary>Releases a disk, usually after the return.</summary>
    public void Release(IBuildDisk disk)
    {
        if (!TryStart(disk))
        {
            ReleaseNow(disk);
        }
    }

    /// <summary>Waits until all disks are released.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_running);
        }
    }

    private bool TryStart(IBuildDisk disk)
    {
        lock (_lock)
        {
            if (_running.Count >= maximum)
            {
                return false;
            }

            // The unmount blocks its thread, which must not be one that others wait for.
            var task = new Task(() => ReleaseNow(disk), CancellationToken.None, TaskCreationOptions.LongRunning);
            _running.Add(task);
            _ = task.ContinueWith(
                Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            task.Start(TaskScheduler.Default);
            return true;
        }
    }

    private void ReleaseNow(IBuildDisk disk)
    {
        try
        {
            disk.Dispose();
        }
        catch (Exception e) when (e is IOException or ImaginatorException or UnauthorizedAccessException)
        {
            if (!Interlocked.Exchange(ref _hasFailed, true))
            {
                failed(e);
            }
        }
    }

    private void Forget(Task task)
    {
        lock (_lock)
        {
            _running.Remove(task);
        }
    }
}
