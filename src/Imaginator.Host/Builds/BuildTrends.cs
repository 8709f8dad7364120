using System.Collections.Immutable;
using Imaginator.Host.History.Hours;
using Imaginator.Host.History.Records;

namespace Imaginator.Host.Builds;

/// <summary>
/// Time series for dashboards from the build history: builds, durations, failures, queue, cache and store. Thread-safe.
/// </summary>
/// <remarks>
/// The series of all streams come from sums of hours, so that they need no more time when the history grows; their percentiles are
/// right to 5 %. The series of one stream come from its newest builds.
/// </remarks>
internal sealed class BuildTrends(BuildHistory history)
{
    /// <summary>The maximum number of steps of a trend.</summary>
    public const int MaximumSteps = 400;

    /// <summary>Reads a trend, of all streams or of one.</summary>
    /// <param name="from">The start, rounded down to an hour.</param>
    /// <param name="until">The end, exclusive, rounded up to an hour; after the start.</param>
    /// <param name="step">The length of a step: whole hours; at most <see cref="MaximumSteps"/> steps cover the time.</param>
    /// <param name="streamName">The stream; null for all. Its newest <see cref="HistoryQuery.MaximumCount"/> builds count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step does not fit the time.</exception>
    public BuildTrend Read(DateTimeOffset from, DateTimeOffset until, TimeSpan step, string? streamName = null)
    {
        if (step < TimeSpan.FromHours(1) || step.Ticks % TimeSpan.TicksPerHour != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "a step has whole hours");
        }

        var span = HourSpan.Between(from, until, step.Ticks / TimeSpan.TicksPerHour);
        ArgumentOutOfRangeException.ThrowIfLessThan(span.Until, span.First + 1, nameof(until));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span.Steps, MaximumSteps, nameof(step));
        return streamName is null ? ReadAll(span, step) : ReadStream(span, step, streamName);
    }

    private BuildTrend ReadAll(HourSpan span, TimeSpan step)
    {
        var series = history.ReadHours(span);
        return new BuildTrend(
            span.StartOf(0),
            step,
            [.. series.Steps.Select((sums, number) => PointOf(span.StartOf(number), sums))],
            Ordered(series.Failures));
    }

    private BuildTrend ReadStream(HourSpan span, TimeSpan step, string streamName)
    {
        var page = history.Query(new HistoryQuery
        {
            StreamName = streamName,
            From = span.StartOf(0),
            Until = new DateTimeOffset(span.Until * TimeSpan.TicksPerHour, TimeSpan.Zero),
            Count = HistoryQuery.MaximumCount,
        });
        var builds = page.Builds.Where(build => build.FinishedAt is not null)
            .ToLookup(build => (HourSpan.HourOf(build.FinishedAt!.Value) - span.First) / span.Width);
        return new BuildTrend(
            span.StartOf(0),
            step,
            [.. Enumerable.Range(0, span.Steps).Select(number => PointOf(span.StartOf(number), [.. builds[number]]))],
            Ordered(history.CountFailedStages(
                page.Builds.Where(build => build.Result == RecordedResult.Failed).Select(build => build.Id))));
    }

    private static BuildPoint PointOf(DateTimeOffset at, HourStep sums) => new(at)
    {
        Succeeded = Count(sums, RecordedResult.Succeeded),
        Unchanged = Count(sums, RecordedResult.Unchanged),
        Failed = Count(sums, RecordedResult.Failed),
        Other = Count(sums, RecordedResult.Cancelled) + Count(sums, RecordedResult.Interrupted)
            + Count(sums, RecordedResult.NeedsSourceImage),
        MedianDuration = sums.Durations.Percentile(0.5),
        LongDuration = sums.Durations.Percentile(0.9),
        LongestDuration = sums.Durations.Percentile(0.99),
        MedianWait = sums.Waits.Percentile(0.5),
        QueueLength = sums.Sample?.Queued,
        PackageCacheHitRate = sums.Sample is { } sample && sample.PackageHits + sample.PackageMisses is > 0 and var downloads
            ? (double)sample.PackageHits / downloads
            : null,
        StoreBytes = sums.Sample?.StoreBytes,
        NewBytes = sums.NewBytes,
    };

    private static BuildPoint PointOf(DateTimeOffset at, ImmutableArray<BuildRecord> builds)
    {
        TimeSpan[] durations =
            [.. builds.Where(build => build.Result == RecordedResult.Succeeded).Select(build => build.Elapsed).OfType<TimeSpan>().Order()];
        TimeSpan[] waits = [.. builds.Select(build => build.StartedAt - build.QueuedAt).OfType<TimeSpan>().Order()];
        return new BuildPoint(at)
        {
            Succeeded = Count(builds, RecordedResult.Succeeded),
            Unchanged = Count(builds, RecordedResult.Unchanged),
            Failed = Count(builds, RecordedResult.Failed),
            Other = Count(builds, RecordedResult.Cancelled) + Count(builds, RecordedResult.Interrupted)
                + Count(builds, RecordedResult.NeedsSourceImage),
            MedianDuration = Percentile(durations, 0.5),
            LongDuration = Percentile(durations, 0.9),
            LongestDuration = Percentile(durations, 0.99),
            MedianWait = Percentile(waits, 0.5),
            NewBytes = builds.Sum(build => build.NewBytes),
        };
    }

    private static int Count(HourStep sums, RecordedResult result) => sums.Builds.GetValueOrDefault((int)result);

    private static int Count(ImmutableArray<BuildRecord> builds, RecordedResult result) => builds.Count(build => build.Result == result);

    private static TimeSpan? Percentile(TimeSpan[] ordered, double share) =>
        ordered.Length == 0 ? null : ordered[Math.Max(1, (int)Math.Ceiling(share * ordered.Length)) - 1];

    private static ImmutableArray<StageFailures> Ordered(ImmutableDictionary<string, int> failures) =>
    [
        .. failures.Select(failure => new StageFailures(failure.Key, failure.Value))
            .OrderByDescending(failure => failure.Count).ThenBy(failure => failure.Stage, StringComparer.Ordinal),
    ];
}
