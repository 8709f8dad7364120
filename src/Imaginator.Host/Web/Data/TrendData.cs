using Imaginator.Host.Builds;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Data;

/// <summary>The data of the dashboards and of the charts on the pages of streams. Thread-safe.</summary>
internal sealed class TrendData(BuildTrends trends, BuildHistory history, TimeProvider timeProvider)
{
    private const int MaximumBuilds = 500;

    /// <summary>Reads the trend of a range.</summary>
    public BuildTrend Read(TrendQuery query)
    {
        var now = timeProvider.GetUtcNow();
        return trends.Read(now - query.Length, now, query.Step);
    }

    /// <summary>All charts of the dashboards.</summary>
    public DataResult OfDashboards(TrendQuery query)
    {
        var trend = Read(query);
        var times = trend.Points.Select(point => point.At).ToList();
        var hours = trend.Step.TotalHours;
        return new DataResult(json =>
        {
            json.WriteStartObject();
            DataSeries.Write(
                json, "builds", "count", times,
                Series("succeeded", point => point.Succeeded / hours),
                Series("unchanged", point => point.Unchanged / hours),
                Series("failed", point => point.Failed / hours),
                Series("other", point => point.Other / hours));
            DataSeries.Write(
                json, "durations", "s", times,
                Series("median", point => point.MedianDuration?.TotalSeconds),
                Series("90th percentile", point => point.LongDuration?.TotalSeconds),
                Series("99th percentile", point => point.LongestDuration?.TotalSeconds));
            DataSeries.Write(json, "queue", "count", times, Series("longest queue", point => point.QueueLength));
            DataSeries.Write(json, "waits", "s", times, Series("median", point => point.MedianWait?.TotalSeconds));
            DataSeries.Write(json, "cache", "share", times, Series("answered from the cache", point => point.PackageCacheHitRate));
            DataSeries.Write(json, "store", "bytes", times, Series("image store", point => point.StoreBytes));
            json.WriteEndObject();
        });

        DataSeries Series(string label, Func<BuildPoint, double?> value) => new(label, trend.Points.Select(value));
    }

    /// <summary>The durations of the newest successful builds of a stream.</summary>
    public DataResult OfDurations(string streamName)
    {
        var builds = history
            .Query(new HistoryQuery { StreamName = streamName, Result = RecordedResult.Succeeded, Count = MaximumBuilds })
            .Builds.Where(build => build.FinishedAt is not null).OrderBy(build => build.FinishedAt).ToList();
        return new DataResult(json =>
        {
            json.WriteStartObject();
            DataSeries.Write(
                json, "durations", "s", builds.Select(build => build.FinishedAt!.Value),
                new DataSeries("duration", builds.Select(build => build.Elapsed?.TotalSeconds)));
            json.WriteEndObject();
        });
    }
}
