using System.Collections.Immutable;
using Imaginator.Host.Notifications.Sources;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;

namespace Imaginator.Host.Tests.Notifications;

public sealed class WorkerWatchTests : IAsyncDisposable
{
    private readonly NotificationSite _site = new();
    private readonly FixedWorkers _workers = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task LostWorker_IsAnnouncedOnce_UntilItAnswersAgain()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Set(WorkerHealth.Unknown, WorkerHealth.Healthy);
        var running = new WorkerWatch(_site.Announcer, _workers, _site.Time).RunAsync(stop.Token);

        Set(WorkerHealth.Healthy, WorkerHealth.Lost);
        await _site.UntilAsync(() => _site.Deliveries().Length == 1, WorkerWatch.Interval);
        Assert.Equal("The build worker two is lost: no answer", _site.Deliveries()[0].Summary);
        Assert.Equal(("worker-lost", "", "/"), (_site.Deliveries()[0].EventName, _site.Deliveries()[0].StreamName, _site.Deliveries()[0].Page));

        await LookAsync();
        Assert.Single(_site.Deliveries());
        Set(WorkerHealth.Healthy, WorkerHealth.Healthy);
        await LookAsync();
        Set(WorkerHealth.Healthy, WorkerHealth.Lost);
        await _site.UntilAsync(() => _site.Deliveries().Length == 2, WorkerWatch.Interval);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task WithoutWorkers_ThereIsNothingToWatch() =>
        await new WorkerWatch(_site.Announcer, workers: null, _site.Time).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the watch has looked at the workers once more.</summary>
    private async Task LookAsync()
    {
        var looks = _workers.Looks;
        await _site.UntilAsync(() => _workers.Looks > looks + 1, WorkerWatch.Interval);
    }

    private void Set(WorkerHealth one, WorkerHealth two) => _workers.Set(
    [
        new WorkerSnapshot(new WorkerDefinition("one", "one.example.org", 6975, 1), one, null, 0),
        new WorkerSnapshot(new WorkerDefinition("two", "two.example.org", 6975, 1), two, two == WorkerHealth.Lost ? "no answer" : null, 0),
    ]);

    private sealed class FixedWorkers : IWorkerAdministration
    {
        private volatile WorkerSnapshot[] _current = [];
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public ImmutableArray<WorkerSnapshot> Current
        {
            get
            {
                Interlocked.Increment(ref _looks);
                return [.. _current];
            }
        }

        public void Set(WorkerSnapshot[] workers) => _current = workers;

        public Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
