using Imaginator.Building.Builds;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Queue;

/// <summary>A queue with a scripted runner, and any number of daemons one after the other.</summary>
internal sealed class QueueFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly int _slots;
    private readonly int _maximumQueued = 1000;
    private readonly IBuildListener[] _listeners;
    private SpaceMonitor _space;

    public QueueFixture(int slots = 1, params IBuildListener[] listeners)
    {
        _directory = new TemporaryDirectory();
        _slots = slots;
        _listeners = listeners;
        (Queue, _space) = Create();
    }

    /// <summary>A queue with one slot and little room.</summary>
    public QueueFixture(int slots, int maximumQueued)
    {
        _directory = new TemporaryDirectory();
        _slots = slots;
        _maximumQueued = maximumQueued;
        _listeners = [];
        (Queue, _space) = Create();
    }

    /// <summary>A queue with the clock of another part.</summary>
    public QueueFixture(FakeTimeProvider time, int slots)
    {
        Time = time;
        _directory = new TemporaryDirectory();
        _slots = slots;
        _listeners = [];
        (Queue, _space) = Create();
    }

    /// <summary>A daemon that starts on an existing state directory.</summary>
    public QueueFixture(TemporaryDirectory directory)
    {
        _slots = 4;
        _listeners = [];
        _directory = directory;
        (Queue, _space) = Create();
    }

    /// <summary>A second daemon that uses the state of the first.</summary>
    public QueueFixture(QueueFixture first)
    {
        _slots = 1;
        _listeners = [];
        _directory = first._directory;
        (Queue, _space) = Create();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ScriptedRunner Runner { get; private set; } = new();

    public BuildQueue Queue { get; private set; }

    /// <summary>The free space of a disk of 100 GiB, in GiB.</summary>
    public int FreeGibibytes { get; set; } = 50;

    public RecordingLogger Log { get; } = new();

    public string Directory => _directory.FullName;

    public string Journal => _directory.PathOf("queue.sqlite");

    public static QueuedRequest Request(string stream, BuildReason reason = BuildReason.Request) => new(
        new BuildRequest { StreamName = stream },
        reason,
        reason == BuildReason.Request ? new Caller { UserName = "ann" } : Caller.Daemon);

    /// <summary>Lets the builds of a stream succeed, and waits for one.</summary>
    public async Task<BuildOutcome> FinishAsync(IBuildSubscription subscription, string stream)
    {
        Runner.Release(stream);
        return await subscription.Completion.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The daemon dies, and the next one starts.</summary>
    public async Task DieAndStartAsync()
    {
        Queue.Dispose();
        _space.Dispose();
        await StartNextAsync();
    }

    /// <summary>The daemon stops in an orderly way, and the next one starts.</summary>
    public async Task StopAndStartAsync()
    {
        await Queue.StopAsync(TestContext.Current.CancellationToken);
        await DieAndStartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.StopAsync(TestContext.Current.CancellationToken);
        Queue.Dispose();
        _space.Dispose();
        _directory.Dispose();
    }

    private Task StartNextAsync()
    {
        Runner = new ScriptedRunner();
        (Queue, _space) = Create();
        return Queue.StartAsync(TestContext.Current.CancellationToken);
    }

    private (BuildQueue Queue, SpaceMonitor Space) Create()
    {
        var space = new SpaceMonitor(
            new SpaceOptions { Directories = ["/"], Minimum = 1L << 30 },
            _ => new FreeSpace((long)FreeGibibytes << 30, 100L << 30),
            Time,
            new LoggerOf<SpaceMonitor>(Log));
        var queue = new BuildQueue(
            new QueueOptions { Directory = _directory.FullName, MaximumConcurrentBuilds = _slots, MaximumQueuedBuilds = _maximumQueued },
            Runner,
            new BuildListeners(_listeners, NullLogger<BuildListeners>.Instance),
            space,
            Time,
            new LoggerOf<BuildQueue>(Log));
        return (queue, space);
    }
}
