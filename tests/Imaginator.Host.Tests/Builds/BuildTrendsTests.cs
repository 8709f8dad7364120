using Imaginator.Host.Builds;
using Imaginator.Host.History.Hours;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.History.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Builds;

public sealed class BuildTrendsTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly BuildHistory _history;
    private readonly BuildTrends _trends;

    public BuildTrendsTests()
    {
        _history = BuildHistory.Open(_directory.PathOf("history.sqlite"), new FakeTimeProvider(Records.Start), NullLogger.Instance);
        _trends = new BuildTrends(_history);
    }

    public void Dispose()
    {
        _history.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Steps_CountBuildsByTheHourOfTheirEnd_AndGapsAreZero()
    {
        Save(Records.At(1), Records.At(2, "x"), Records.At(3, result: RecordedResult.Failed));
        Save(Records.At(125, result: RecordedResult.Unchanged), Records.At(126, result: RecordedResult.Cancelled));

        var trend = _trends.Read(Records.Start, Records.Start.AddHours(4), Hour);

        Assert.Equal(Records.Start, trend.From);
        Assert.Equal([2, 0, 0, 0], trend.Points.Select(point => point.Succeeded));
        Assert.Equal([1, 0, 0, 0], trend.Points.Select(point => point.Failed));
        Assert.Equal([0, 0, 1, 0], trend.Points.Select(point => point.Unchanged));
        Assert.Equal([0, 0, 1, 0], trend.Points.Select(point => point.Other));
        Assert.Equal([0, 1, 2, 3], trend.Points.Select(point => (int)(point.At - Records.Start).TotalHours));
    }

    [Fact]
    public void Build_CountsOnce_HoweverOftenItIsSaved()
    {
        var build = Records.At(1) with { NewBytes = 100 };
        Save(build with { Result = RecordedResult.Running, FinishedAt = null }, build, build);

        var point = Assert.Single(_trends.Read(Records.Start, Records.Start.AddHours(1), Hour).Points);
        Assert.Equal((1, 100L), (point.Succeeded, point.NewBytes));
    }

    [Fact]
    public void InterruptedBuilds_AreCounted()
    {
        Save(Records.At(1, result: RecordedResult.Running), Records.At(2, "x", RecordedResult.Queued));
        _history.MarkInterrupted(Records.Start.AddMinutes(30));

        Assert.Equal(2, Assert.Single(_trends.Read(Records.Start, Records.Start.AddHours(1), Hour).Points).Other);
    }

    [Fact]
    public void Percentiles_AreRightToFivePercent_AndExactForAStream()
    {
        for (var number = 1; number <= 100; number++)
        {
            var build = Records.At(number);
            Save(build with { StartedAt = build.QueuedAt.AddSeconds(7), FinishedAt = build.QueuedAt.AddSeconds(7 + (10 * number)) });
        }

        var all = Assert.Single(_trends.Read(Records.Start, Records.Start.AddDays(1), TimeSpan.FromDays(1)).Points);
        var one = Assert.Single(_trends.Read(Records.Start, Records.Start.AddDays(1), TimeSpan.FromDays(1), "base").Points);

        Assert.Equal((500, 900, 990), (Seconds(one.MedianDuration), Seconds(one.LongDuration), Seconds(one.LongestDuration)));
        Assert.InRange(all.MedianDuration!.Value.TotalSeconds, 475, 525);
        Assert.InRange(all.LongDuration!.Value.TotalSeconds, 855, 945);
        Assert.InRange(all.LongestDuration!.Value.TotalSeconds, 940, 1040);
        Assert.InRange(all.MedianWait!.Value.TotalSeconds, 6.65, 7.35);

        static int Seconds(TimeSpan? duration) => (int)duration!.Value.TotalSeconds;
    }

    [Fact]
    public void Failures_AreCountedByTheStageThatDidNotEnd()
    {
        Save(
            Failed(1, "base", "scripts"), Failed(2, "base", "scripts"), Failed(3, "x", "packages"),
            Records.At(4, result: RecordedResult.Failed));

        var all = _trends.Read(Records.Start, Records.Start.AddHours(1), Hour);
        var one = _trends.Read(Records.Start, Records.Start.AddHours(1), Hour, "base");

        Assert.Equal([new StageFailures("scripts", 2), new StageFailures("", 1), new StageFailures("packages", 1)], all.FailuresByStage);
        Assert.Equal([new StageFailures("scripts", 2), new StageFailures("", 1)], one.FailuresByStage);
    }

    [Fact]
    public void Samples_HaveTheLongestQueue_TheSumOfDownloads_AndTheLastSizeOfTheStore()
    {
        _history.AddSample(Records.Start, new HourSample(Queued: 3, PackageHits: 10, PackageMisses: 10, StoreBytes: 100));
        _history.AddSample(Records.Start.AddMinutes(1), new HourSample(7, 30, 0, null));
        _history.AddSample(Records.Start.AddHours(1), new HourSample(1, 0, 0, 300));

        var points = _trends.Read(Records.Start, Records.Start.AddHours(3), Hour).Points;

        Assert.Equal([7, 1, null], points.Select(point => point.QueueLength));
        Assert.Equal([0.8, null, null], points.Select(point => point.PackageCacheHitRate));
        Assert.Equal([100L, 300L, null], points.Select(point => point.StoreBytes));
    }

    [Fact]
    public void Steps_ThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _trends.Read(Records.Start, Records.Start.AddHours(1), TimeSpan.FromMinutes(90)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _trends.Read(Records.Start, Records.Start, Hour));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _trends.Read(Records.Start, Records.Start.AddHours(BuildTrends.MaximumSteps + 1), Hour));
    }

    [Fact]
    public void OldHours_AreDeleted()
    {
        Save(Records.At(1));
        _history.AddSample(Records.Start, new HourSample(1, 1, 1, 1));
        _history.Trim(1000, Records.Start.AddHours(1));

        var point = Assert.Single(_trends.Read(Records.Start, Records.Start.AddHours(1), Hour).Points);
        Assert.Equal(new BuildPoint(Records.Start), point);
    }

    private static BuildRecord Failed(int minutes, string stream, string stage) =>
        Records.At(minutes, stream, RecordedResult.Failed) with
        {
            Stages =
            [
                new StageRecord("unpack", Records.Start) { Elapsed = TimeSpan.FromSeconds(1) }, new StageRecord(stage, Records.Start),
            ],
        };

    private void Save(params BuildRecord[] builds) => Array.ForEach(builds, _history.Save);
}
