namespace Imaginator.Building.Builds;

/// <summary>
/// Builds that several others wait for. The first that asks starts it; it is cancelled only when the last that waits
/// has gone. Thread-safe.
/// </summary>
internal sealed class SharedBuilds
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Running> _running = [];

    /// <summary>Runs a build, or waits for one that others wait for.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="caller">The shared build that waits for it; null if none does.</param>
    /// <param name="build">Runs it; is given the shared build that it becomes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ImaginatorException">The build waits, over any number of others, for the caller.</exception>
    public async Task<BuildResult> RunAsync(
        BuildRequest request,
        SharedBuild? caller,
        Func<SharedBuild, CancellationToken, Task<BuildResult>> build,
        CancellationToken cancellationToken)
    {
        var key = Key.Of(request);
        Running running;
        lock (_lock)
        {
            if (!_running.TryGetValue(key, out var existing))
            {
                existing = new Running { StreamName = request.StreamName };
                existing.Result = Task.Run(() => build(existing, existing.Cancellation.Token), CancellationToken.None);
                _running[key] = existing;
            }

            RefuseCycle(existing, caller);
            running = existing;
            running.Waiting++;
            caller?.WaitsFor = running;
        }

        try
        {
            return await running.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            await LeaveAsync(key, running, caller);
        }
    }

    private async Task LeaveAsync(Key key, Running running, SharedBuild? caller)
    {
        lock (_lock)
        {
            caller?.WaitsFor = null;
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
        await running.Cancellation.CancelAsync();
        await running.Result.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        running.Cancellation.Dispose();
    }

    /// <summary>Builds that others have begun may close a cycle that none of them sees in what it waits for itself.</summary>
    private static void RefuseCycle(SharedBuild wanted, SharedBuild? caller)
    {
        var way = new List<string>();
        for (var build = caller is null ? null : wanted; build is not null; build = build.WaitsFor)
        {
            way.Add(build.StreamName);
            if (ReferenceEquals(build, caller))
            {
                throw new ImaginatorException(
                    $"the source images form a cycle: {string.Join(" -> ", [caller.StreamName, .. way])}. "
                    + "Change SourceImage in one of the manifests.");
            }
        }
    }

    private sealed class Running : SharedBuild
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
