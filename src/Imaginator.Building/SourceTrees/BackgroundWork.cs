using System.Collections.Concurrent;

namespace Imaginator.Building.SourceTrees;

/// <summary>Work in the background that is awaited only at disposal. Thread-safe.</summary>
internal sealed class BackgroundWork(Action<Exception> failed)
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    public void Start(Action work)
    {
        var task = Task.Run(() =>
        {
            try
            {
                work();
            }
            catch (Exception e) when (e is IOException or ImaginatorException or UnauthorizedAccessException)
            {
                failed(e);
            }
        });
        _running[task] = 0;
        _ = task.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits for everything that was started, and for what that has started in turn.</summary>
    public async Task WhenIdleAsync()
    {
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Keys);
        }
    }
}
