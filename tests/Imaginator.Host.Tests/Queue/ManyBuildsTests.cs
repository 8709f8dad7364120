using System.Diagnostics;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.Queue;

public sealed class ManyBuildsTests(ITestOutputHelper output)
{
    private const int Count = 5_000;

    /// <summary>A second for all of them is what it takes; on a slow machine that does other things besides, more.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task FiveThousandBuilds_AreNoBurden()
    {
        await using var fixture = new QueueFixture(slots: 4);
        var started = Stopwatch.GetTimestamp();
        var subscriptions = new List<IBuildSubscription>(Count);
        for (var build = 0; build < Count; build++)
        {
            fixture.Runner.Script($"s{build}", (_, _) => Task.CompletedTask);
            subscriptions.Add(fixture.Queue.Submit(QueueFixture.Request($"s{build}", BuildReason.AutoRebuild)));
        }

        var submitted = Stopwatch.GetElapsedTime(started);
        await Task.WhenAll(subscriptions.Select(subscription => subscription.Completion)).WaitAsync(Budget, TestContext.Current.CancellationToken);
        output.WriteLine($"{Count} builds: submitted in {submitted.TotalMilliseconds:0} ms, over after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Assert.Equal(Count, fixture.Runner.Started.Count);
    }
}
