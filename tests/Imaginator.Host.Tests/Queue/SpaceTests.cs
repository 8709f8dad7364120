using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Queue;

public sealed class SpaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FullDisk_PausesBuilds_AndTheyGoOnByThemselves()
    {
        await using var fixture = new QueueFixture();
        fixture.FreeGibibytes = 0;
        fixture.Time.Advance(SpaceMonitor.Interval);
        using var subscription = fixture.Queue.Submit(QueueFixture.Request("a"));
        fixture.Runner.Release("a");

        var build = fixture.Queue.Find(subscription.Id)!;
        Assert.Equal(BuildState.Queued, build.State);
        Assert.StartsWith("not enough disk space in \"/\": 0 bytes free", build.BlockedReason, StringComparison.Ordinal);
        Assert.Contains("1 GiB (-minimumFreeSpace)", fixture.Queue.Current.BlockedReason, StringComparison.Ordinal);

        fixture.FreeGibibytes = 2;
        fixture.Time.Advance(SpaceMonitor.Interval);

        Assert.Equal(BuildOutcomeKind.Succeeded, (await subscription.Completion.WaitAsync(Token)).Kind);
        Assert.Null(fixture.Queue.Current.BlockedReason);
        Assert.Single(fixture.Log.Of(LogLevel.Warning));
    }

    [Fact]
    public async Task RunningBuild_GoesOn_AndTheNextOneDoesNotStart_WhereItFailed()
    {
        await using var fixture = new QueueFixture();
        fixture.Runner.Script("a", (_, _) =>
        {
            fixture.FreeGibibytes = 0;
            throw new ImaginatorException("a: scripts: disk full");
        });
        using var failing = fixture.Queue.Submit(QueueFixture.Request("a"));
        using var next = fixture.Queue.Submit(QueueFixture.Request("b"));
        await failing.Completion.WaitAsync(Token);

        Assert.Equal(BuildState.Queued, fixture.Queue.Find(next.Id)!.State);
    }

    [Theory]
    [InlineData(1024, 100_000, false, 1000, true)]
    [InlineData(1024, 100_000, false, 1025, false)]
    [InlineData(1024, 2_000, false, 99, true)]
    [InlineData(1024, 2_000, false, 101, false)]
    [InlineData(1024, 2_000, true, 1000, true)]
    [InlineData(0, 2_000, true, 0, false)]
    public void Minimum_IsLessOnSmallDisks_UnlessItIsGiven(long minimum, long total, bool isGiven, long free, bool isShort)
    {
        using var watch = Watch(
            new SpaceOptions { Directories = ["/"], Minimum = minimum, IsExplicit = isGiven }, () => new FreeSpace(free, total));
        Assert.Equal(isShort, watch.Shortage is not null);
    }

    [Fact]
    public void Builds_DoNotBeginAndFailByTurns()
    {
        var free = 0L;
        using var watch = Watch(
            new SpaceOptions { Directories = ["/"], Minimum = 1000, IsExplicit = true }, () => new FreeSpace(free, 100_000));
        free = 1050;
        watch.Check();
        Assert.NotNull(watch.Shortage);
        free = 1100;
        watch.Check();
        Assert.Null(watch.Shortage);
        free = 1050;
        watch.Check();
        Assert.Null(watch.Shortage);
    }

    [Fact]
    public void RealDisk_IsLookedAt()
    {
        using var disk = new SmallFileSystem(1024);
        var before = FreeSpace.Of(disk.FullName);
        Assert.InRange(before.Total, 1_000_000, 1_100_000);
        disk.Fill();
        Assert.Equal(0, FreeSpace.Of(disk.FullName).Free);
    }

    private static SpaceMonitor Watch(SpaceOptions options, Func<FreeSpace> look) =>
        new(options, _ => look(), new FakeTimeProvider(), NullLogger<SpaceMonitor>.Instance);
}
