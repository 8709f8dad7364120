using Imaginator.Host.Builds;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.History.Records;
using Imaginator.Host.Tests.Queue;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Builds;

public sealed class TrendSamplesTests
{
    [Fact]
    public async Task Samples_FollowTheQueueAndTheCaches_AndAnIdleDaemonMakesNone()
    {
        using var directory = new TemporaryDirectory();
        var (hits, misses) = (100L, 0L);
        using var history = BuildHistory.Open(directory.PathOf("history.sqlite"), TimeProvider.System, NullLogger.Instance);
        var time = new WatchedTime(Records.Start);
        var samples = new TrendSamples(history, () => (hits, misses), () => 5, time);
        await using (var fixture = new QueueFixture(1, samples))
        {
            using var first = fixture.Queue.Submit(QueueFixture.Request("a"));
            using var second = fixture.Queue.Submit(QueueFixture.Request("b"));
            using var third = fixture.Queue.Submit(QueueFixture.Request("c"));
            (hits, misses) = (103, 1);
            await fixture.FinishAsync(first, "a");
            await fixture.FinishAsync(second, "b");
            await fixture.FinishAsync(third, "c");
        }

        var point = Assert.Single(new BuildTrends(history).Read(Records.Start, Records.Start.AddHours(1), TimeSpan.FromHours(1)).Points);
        Assert.InRange(point.QueueLength!.Value, 2, 3);
        Assert.Equal(5, point.StoreBytes);
        Assert.Equal(103.0 / 104, point.PackageCacheHitRate!.Value, precision: 6);
    }
}
