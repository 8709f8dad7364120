using Imaginator.Host.Workers.Lists;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>A machine that builds for this daemon: its health and its builds. The pool's lock guards everything that can be set.</summary>
internal sealed class Worker(WorkerDefinition definition, SrpcClient client) : IAsyncDisposable
{
    private CancellationTokenSource _buildsAbandoned = new();

    public WorkerDefinition Definition { get; set; } = definition;

    public string Name => Definition.Name;

    public SrpcClient Client => client;

    /// <summary>The number of this daemon's builds that it runs.</summary>
    public int Builds { get; set; }

    public WorkerHealth Health { get; set; } = WorkerHealth.Unknown;

    /// <summary>The reason why it is lost; null if it is not.</summary>
    public string? Fault { get; set; }

    /// <summary>The number of consecutive health checks that it did not answer.</summary>
    public int Misses { get; set; }

    /// <summary>The sequence number of its last build: equally busy workers take turns.</summary>
    public long LastBuildSequence { get; set; }

    /// <summary>Whether the list no longer has it; its builds go on.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Is cancelled when the worker has missed so many health checks that its builds must run elsewhere.</summary>
    public CancellationToken BuildsAbandoned => _buildsAbandoned.Token;

    /// <summary>
    /// Detaches the source of <see cref="BuildsAbandoned"/> for the builds so far; later builds get a new token. The caller
    /// must cancel and dispose of the source outside of the lock.
    /// </summary>
    public CancellationTokenSource ReplaceBuildsAbandoned()
    {
        var source = _buildsAbandoned;
        _buildsAbandoned = new CancellationTokenSource();
        return source;
    }

    public ValueTask DisposeAsync()
    {
        _buildsAbandoned.Dispose();
        return client.DisposeAsync();
    }

    public WorkerSnapshot ToSnapshot() => new(Definition, Health, Fault, Builds);
}
