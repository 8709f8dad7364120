using System.Collections.Concurrent;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Running;
using Imaginator.Images;

namespace Imaginator.Host.Tests.Queue;

/// <summary>Runs builds that do what the test says, when it says so.</summary>
internal sealed class ScriptedRunner : IBuildRunner
{
    private readonly ConcurrentDictionary<string, Func<IBuildRun, CancellationToken, Task>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _started = new();
    private readonly ConcurrentDictionary<string, BuildResult> _results = new(StringComparer.Ordinal);
    private int _running;

    /// <summary>The streams whose builds have started, in that order.</summary>
    public IReadOnlyCollection<string> Started => _started;

    /// <summary>The most builds that ran at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>What builds of a stream do before they succeed; others wait until <see cref="Release"/>.</summary>
    public void Script(string stream, Func<IBuildRun, CancellationToken, Task> script) => _scripts[stream] = script;

    /// <summary>Lets the running and all later builds of a stream succeed.</summary>
    public void Release(string stream) => Gate(stream).TrySetResult();

    /// <summary>What builds of a stream come to.</summary>
    public void Result(string stream, BuildResult result) => _results[stream] = result;

    public async Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        _started.Enqueue(run.Request.StreamName);
        try
        {
            await (_scripts.TryGetValue(run.Request.StreamName, out var script)
                ? script(run, cancellationToken)
                : Gate(run.Request.StreamName).Task.WaitAsync(cancellationToken));
            return _results.GetValueOrDefault(run.Request.StreamName) ?? DefaultResult(run.Request.StreamName);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public static BuildResult DefaultResult(string stream) =>
        new($"{stream}/2026-11-24:12:00:00", new Image(), new BuildStatistics([], 0, 0));

    private TaskCompletionSource Gate(string stream) =>
        _gates.GetOrAdd(stream, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
