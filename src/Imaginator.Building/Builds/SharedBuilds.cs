namespace Imaginator.Building.Builds;

/// <summary>
/// Builds that several others wait for. The first that asks starts it; it is cancelled only when the last that waits
/// has gone. Thread-safe.
/// </summary>
internal sealed class SharedBuilds
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Running> _running = [];

    public async Task<BuildResult> RunAsync(
        BuildRequest request, Func<CancellationToken, Task<BuildResult>> build, CancellationToken cancellationToken)
    {
        var key = Key.Of(request);
        Running running;
        lock (_lock)
        {
            if (!_running.TryGetValue(key, out var existing))
            {
                existing = new Running();
                existing.Result = Task.Run(() => build(existing.Cancellation.Token), CancellationToken.None);
                _running[key] = existing;
            }

            running = existing;
            running.Waiting++;
        }

        try
        {
            return await running.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(key, running).ConfigureAwait(false);
        }
    }

    private async Task LeaveAsync(Key key, Running running)
    {
        lock (_lock)
        {
            if (--running.Waiting > 0)
            {
                return;
            }

            if (_running.TryGetValue(key, out var current) && ReferenceEquals(current, running))
            {
                _running.Remove(key);
            }
        }

        // Nobody waits any more: stop it, and do not return before it has cleaned up.
        await running.Cancellation.CancelAsync().ConfigureAwait(false);
        await running.Result.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        running.Cancellation.Dispose();
    }

    private sealed class Running
    {
        public CancellationTokenSource Cancellation { get; } = new();

        public Task<BuildResult> Result { get; set; } = null!;

        public int Waiting { get; set; }
    }

    /// <summary>What makes two builds the same.</summary>
    private readonly record struct Key(string StreamName, string? GitBranch, string Variables)
    {
        public static Key Of(BuildRequest request) => new(
            request.StreamName,
            request.GitBranch,
            string.Concat(request.Variables.Select(pair => $"{pair.Key.Length}:{pair.Key}{pair.Value.Length}:{pair.Value}")));
    }
}
