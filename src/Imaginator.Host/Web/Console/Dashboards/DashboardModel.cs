using Imaginator.Host.Builds;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console.Dashboards;

/// <summary>The contents of the dashboards.</summary>
internal sealed record DashboardModel(TrendRange Range, BuildTrend Trend)
{
    public int Failures => Trend.FailuresByStage.Sum(stage => stage.Count);

    /// <summary>The steps with builds or samples, the newest first.</summary>
    public IEnumerable<BuildPoint> Points => Trend.Points.Reverse().Where(point =>
        point.Succeeded + point.Unchanged + point.Failed + point.Other > 0 || point.QueueLength is not null || point.StoreBytes is not null);

    public static string TextOf(TrendRange range) => range switch
    {
        TrendRange.Day => "24 hours",
        TrendRange.Month => "30 days",
        TrendRange.Quarter => "90 days",
        _ => "7 days",
    };
}
