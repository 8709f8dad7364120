using Imaginator.Building;
using Imaginator.Building.Builds;
using Imaginator.Host.Tests.Queue;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.Images;
using Imaginator.Protocol.Messages.Imaginator;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Workers;

/// <summary>Builds where the daemon's own machine must not build: they wait for a worker, or go to another one.</summary>
public sealed class WorkerReturnTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryImageServer _server = new();
    private readonly ScriptedRunner _local = new();
    private readonly FakeWorker _first = new("first");
    private readonly FakeWorker _second = new("second");
    private readonly BuildRequest _request = new()
    {
        StreamName = "users/web",
        MaximumBuildDuration = TimeSpan.FromHours(3),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task LostWorker_GetsTheBuildAgain_OnceItIsBack()
    {
        var run = new RecordedRun(_request);
        _first.Answer = (_, _, _) => _first.Requests.Count == 1
            ? throw new InvalidOperationException("closes the connection")
            : Task.FromResult(FakeWorker.ImageOf(new Image { FileSystem = Trees.Empty }));
        await using var pool = PoolOfWorkersOnly(_first.Definition);
        var result = RunnerOf(pool).RunAsync(run, Token);
        for (var changed = pool.Changed; pool.Snapshots[0].Health != WorkerHealth.Lost; changed = pool.Changed)
        {
            await changed.WaitAsync(Token);
        }

        pool.ReportHealthy(pool.Workers[0]);

        Assert.StartsWith("users/web/", (await result).ImageName, StringComparison.Ordinal);
        Assert.Equal(["first", "first"], run.Places);
    }

    [Fact]
    public async Task WaitingForWorkers_EndsAfterSomeMinutes_WithTheReasons()
    {
        var run = new RecordedRun(_request);
        await using var pool = PoolOfWorkersOnly(new WorkerDefinition("late", "127.0.0.1", FreePort.Next(), 1));
        var result = RunnerOf(pool).RunAsync(run, Token);
        while (!result.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(10), Token));
        }

        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => result);

        Assert.Contains("no build worker is available: late (", exception.Message, StringComparison.Ordinal);
        Assert.Contains("attempts of this build: late: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Waiting up to 2 minutes for a build worker: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown stream: users/web")]
    [InlineData("users/web: unknown stream: the configuration does not have it")]
    public async Task WorkerWithOtherStreams_IsPassedOver_AndStaysAvailable(string error)
    {
        var run = new RecordedRun(_request);
        _first.Answer = (_, _, _) => Task.FromResult(new BuildImageResponse { ErrorString = error });
        await using var pool = PoolOfWorkersOnly(_first.Definition, _second.Definition);

        await RunnerOf(pool).RunAsync(run, Token);

        Assert.Equal(["first", "second"], run.Places);
        Assert.DoesNotContain(pool.Snapshots, worker => worker.Health == WorkerHealth.Lost);
    }

    [Fact]
    public async Task StreamThatNoWorkerHas_FailsAtOnce_WithTheReason()
    {
        _first.Answer = (_, _, _) => Task.FromResult(new BuildImageResponse { ErrorString = "unknown stream: users/web" });
        await using var pool = PoolOfWorkersOnly(_first.Definition);

        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => RunnerOf(pool).RunAsync(new RecordedRun(_request), Token));

        Assert.EndsWith("attempts of this build: first: unknown stream: users/web", exception.Message, StringComparison.Ordinal);
    }

    private static WorkerPool PoolOfWorkersOnly(params WorkerDefinition[] workers) => new(
        new WorkerOptions(new WorkerList([.. workers]) { BuildHereWithoutWorkers = false }),
        FakeWorker.Connect,
        NullLogger<WorkerPool>.Instance);

    private DistributedBuildRunner RunnerOf(WorkerPool pool) =>
        new(pool, _local, _server, _time, NullLogger<DistributedBuildRunner>.Instance);
}
