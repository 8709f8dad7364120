using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Data;

namespace Imaginator.Host.Web.Console.Dashboards;

/// <summary>The page <c>/dashboards</c>: builds, durations, failures, queue, cache and store over time.</summary>
internal sealed class DashboardPage(TrendData data)
{
    public ConsolePage Make(TrendQuery query) => new(
        "Dashboards",
        new Web_Console_Dashboards_DashboardView { Model = new DashboardModel(query.Range, data.Read(query)) })
    {
        Section = PageSection.Dashboards,
        Scripts = ["charts.js"],
        Styles = ["vendor/uplot.css"],
    };
}
