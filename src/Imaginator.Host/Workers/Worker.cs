using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Workers;

/// <summary>
/// A machine that builds for us: how it is and what it does. Everything that can be set is guarded by the pool's lock.
/// </summary>
internal sealed class Worker(WorkerDefinition definition, SrpcClient client) : IAsyncDisposable
{
    private CancellationTokenSource _givenUp = new();

    public WorkerDefinition Definition { get; set; } = definition;

    public string Name => Definition.Name;

    public SrpcClient Client => client;

    /// <summary>How many builds of ours it runs.</summary>
    public int Builds { get; set; }

    public WorkerHealth Health { get; set; } = WorkerHealth.Unknown;

    /// <summary>Why it is lost; null if it is not.</summary>
    public string? Fault { get; set; }

    /// <summary>How often it did not answer, one time after the other.</summary>
    public int Misses { get; set; }

    /// <summary>When it got its last build, in the order of builds: what decides between equals.</summary>
    public long LastGiven { get; set; }

    /// <summary>Whether the configuration no longer has it; its builds go on.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Is cancelled when it has not answered for so long that its builds are better done elsewhere.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Gives its builds up. What it gets later is not concerned.</summary>
    public CancellationTokenSource TakeGivenUp()
    {
        var source = _givenUp;
        _givenUp = new CancellationTokenSource();
        return source;
    }

    public ValueTask DisposeAsync()
    {
        _givenUp.Dispose();
        return client.DisposeAsync();
    }

    public WorkerSnapshot ToSnapshot() => new(Definition, Health, Fault, Builds);
}
