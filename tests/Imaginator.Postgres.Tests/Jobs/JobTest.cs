using System.Collections.Immutable;
using System.Text;
using Imaginator.Postgres.Tests.Cluster;
using Imaginator.State.Builds;
using Imaginator.State.Fleet;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;

namespace Imaginator.Postgres.Tests.Jobs;

/// <summary>A queue of one test, in a separate database.</summary>
public abstract class JobTest(PgCluster cluster) : IAsyncLifetime
{
    private PostgresState? _state;
    private long _lastId;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static Guid Daemon { get; } = Guid.NewGuid();

    protected PgCluster Cluster => cluster;

    private protected string Database { get; private set; } = "";

    private protected PostgresState State => _state!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Database = await cluster.CreateAsync();
        _state = TestState.Open(cluster, Database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_state is { } state)
        {
            await state.DisposeAsync();
        }
    }

    private protected NewJob Job(string stream, string user = "ann", string? key = null) => new()
    {
        Submission = Guid.NewGuid(),
        Id = new BuildId(Interlocked.Increment(ref _lastId)),
        Stream = stream,
        StreamName = stream,
        Reason = BuildReason.Request,
        User = user,
        JoinKey = Encoding.UTF8.GetBytes(key ?? stream),
        Request = new byte[] { 1, 2, 3 },
        MaximumDuration = TimeSpan.FromHours(1),
        Daemon = Daemon,
    };

    private protected async Task<EnqueuedJob> EnqueueAsync(NewJob job)
    {
        var answer = await State.Jobs.EnqueueAsync(job, Token);
        Assert.Null(answer.Refusal);
        return answer;
    }

    private protected async Task<Guid> RegisterAsync(string name, params string[] labels)
    {
        var incarnation = Guid.NewGuid();
        await State.Fleet.RegisterWorkerAsync(new WorkerRegistration(incarnation, name, [.. labels], 4, "1", 1), Token);
        return incarnation;
    }

    private protected async Task<TakenJob> TakeAsync(Guid worker)
    {
        var job = await State.Jobs.TakeAsync(worker, Token);
        Assert.NotNull(job);
        return job;
    }

    /// <summary>Waits until the lease of a silent worker is over, and lets a daemon judge.</summary>
    private protected async Task<ImmutableArray<ReapedJob>> ReapAfterLeaseAsync()
    {
        await Task.Delay(TestState.ShortLimits.Lease + TimeSpan.FromMilliseconds(200), Token);
        return await State.Jobs.ReapAsync(Daemon, Token);
    }
}
