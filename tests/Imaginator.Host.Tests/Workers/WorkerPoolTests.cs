using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Workers;

public sealed class WorkforceTests
{
    private static readonly HashSet<string> None = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Builds_GoToTheWorkerWithLeastToDoForItsSize()
    {
        await using var pool = Pool(Worker("small", 1), Worker("big", 4));
        var given = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            given.Add((await pool.AcquireAsync(None, Token)).Worker!.Name);
        }

        Assert.Equal(["small", "big", "big", "big", "big"], given);
    }

    [Fact]
    public async Task Equals_TakeTurns()
    {
        await using var pool = Pool(Worker("a"), Worker("b"), Worker("c"));
        var given = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            using var slot = await pool.AcquireAsync(None, Token);
            given.Add(slot.Worker!.Name);
        }

        Assert.Equal(["a", "b", "c", "a", "b", "c"], given);
    }

    [Fact]
    public async Task Builds_WaitForAWorker_WhereAllAreBusy()
    {
        await using var pool = Pool(Worker("a"));
        var first = await pool.AcquireAsync(None, Token);
        var second = pool.AcquireAsync(None, Token);
        Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose();

        using var given = await second.WaitAsync(Token);
        Assert.Equal("a", given.Worker!.Name);
        Assert.Equal(1, pool.Snapshots[0].Builds);
    }

    [Fact]
    public async Task Waiting_CanBeGivenUp()
    {
        await using var pool = Pool(Worker("a"));
        using var first = await pool.AcquireAsync(None, Token);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var second = pool.AcquireAsync(None, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task LostWorkers_GetNothing_UntilTheyAnswer()
    {
        await using var pool = Pool(Worker("a"), Worker("b"));
        pool.ReportLost(pool.Workers[0], "gone");
        using var first = await pool.AcquireAsync(None, Token);
        Assert.Equal("b", first.Worker!.Name);
        var second = pool.AcquireAsync(None, Token);
        Assert.False(second.IsCompleted);

        pool.ReportHealthy(pool.Workers[0]);

        Assert.Equal("a", (await second.WaitAsync(Token)).Worker!.Name);
    }

    [Fact]
    public async Task ThisMachine_BuildsWhereNoWorkerIsLeft_AsManyAsItCan()
    {
        await using var pool = Pool(Worker("a", 10));
        pool.ReportLost(pool.Workers[0], "gone");

        using var first = await pool.AcquireAsync(None, Token);
        using var second = await pool.AcquireAsync(None, Token);
        var third = pool.AcquireAsync(None, Token);

        Assert.Null(first.Worker);
        Assert.Null(second.Worker);
        Assert.False(third.IsCompleted);
        first.Dispose();
        Assert.Null((await third.WaitAsync(Token)).Worker);
    }

    [Fact]
    public async Task ThisMachine_BuildsWhatHasBeenTriedEverywhere()
    {
        await using var pool = Pool(Worker("a"), Worker("b"));

        Assert.Null((await pool.AcquireAsync(new HashSet<string> { "a", "b" }, Token)).Worker);
    }

    [Fact]
    public async Task WithoutWorkers_BuildsFail_WhereThisMachineIsNotToBuild()
    {
        var list = new WorkerList([Worker("a"), Worker("b")]) { BuildHereWithoutWorkers = false };
        await using var pool = Pool(list);
        pool.ReportLost(pool.Workers[0], "no route to it");

        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => pool.AcquireAsync(new HashSet<string> { "b" }, Token));

        Assert.Equal("no build worker is available: a (no route to it), b (tried already)", exception.Message);
    }

    [Fact]
    public async Task Silence_GivesBuildsUp_AfterSomeTimes()
    {
        await using var pool = Pool(Worker("a"));
        using var slot = await pool.AcquireAsync(None, Token);
        var givenUp = slot.Worker!.BuildsAbandoned;

        for (var i = 1; i < WorkerPool.MaximumMisses; i++)
        {
            pool.ReportUnresponsive(slot.Worker, "no answer");
            Assert.False(givenUp.IsCancellationRequested);
        }

        pool.ReportUnresponsive(slot.Worker, "no answer");
        Assert.True(givenUp.IsCancellationRequested);
        Assert.False(slot.Worker.BuildsAbandoned.IsCancellationRequested);
    }

    [Fact]
    public async Task Silence_IsForgotten_WithAnAnswer()
    {
        await using var pool = Pool(Worker("a"));
        using var slot = await pool.AcquireAsync(None, Token);
        var givenUp = slot.Worker!.BuildsAbandoned;

        for (var i = 0; i < 10; i++)
        {
            pool.ReportUnresponsive(slot.Worker, "no answer");
            pool.ReportUnresponsive(slot.Worker, "no answer");
            pool.ReportHealthy(slot.Worker);
        }

        Assert.False(givenUp.IsCancellationRequested);
    }

    [Fact]
    public async Task AnotherList_KeepsWorkersThatStay_WithTheirBuilds()
    {
        await using var pool = Pool(Worker("stays"), Worker("goes"));
        using var slot = await pool.AcquireAsync(None, Token);
        pool.ReportLost(pool.Workers[1], "gone");

        await pool.ReplaceAsync(new WorkerList([Worker("new"), Worker("stays", 3)]));

        Assert.Equal(
            [("new", 0, WorkerHealth.Unknown), ("stays", 1, WorkerHealth.Unknown)],
            pool.Snapshots.Select(worker => (worker.Definition.Name, worker.Builds, worker.Health)));
        Assert.Equal(3, pool.Snapshots[1].Definition.MaximumBuilds);
    }

    [Fact]
    public async Task Watch_AsksAllTimeAndAgain()
    {
        await using var there = new FakeWorker("there");
        var gone = new WorkerDefinition("gone", "127.0.0.1", FreePort.Next(), 1);
        await using var pool = Pool(there.Definition, gone);
        using var watch = new WorkerHealthChecks(pool, new FakeTimeProvider());

        await watch.CheckAllAsync(Token);

        Assert.Equal([WorkerHealth.Healthy, WorkerHealth.Lost], pool.Snapshots.Select(worker => worker.Health));
        Assert.Contains("Connection refused", pool.Snapshots[1].Fault, StringComparison.Ordinal);
    }

    private static WorkerDefinition Worker(string name, int builds = 1) => new(name, "127.0.0.1", 1, builds);

    private static WorkerPool Pool(params WorkerDefinition[] workers) => Pool(new WorkerList([.. workers]));

    private static WorkerPool Pool(WorkerList list) =>
        new(new WorkerOptions(list) { LocalSlots = 2 }, FakeWorker.Connect, NullLogger<WorkerPool>.Instance);
}
