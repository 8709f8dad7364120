using System.Text.Json;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.History.Records;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class DashboardPageTests
{
    [Fact]
    public async Task Charts_HaveTheirDataInATableToo()
    {
        await using var site = await WebSite.StartAsync("base/x");
        await site.BuildAsync("base/x");
        await site.BuildAsync("base/x", error: "no disk");

        var page = await site.GetAsync("/dashboards");
        Assert.Contains("id=\"builds\" data-source=\"/data/trend?range=week\" data-chart=\"builds\"", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/dashboards?range=week\" aria-current=\"page\">7 days</a>", page, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Stage\">scripts</td><td class=\"number\" data-label=\"Failed\">1</td>", page, StringComparison.Ordinal);
        Assert.Contains("data-label=\"Succeeded\">1</td>", page, StringComparison.Ordinal);

        var data = JsonDocument.Parse(await site.GetAsync("/data/trend?range=week")).RootElement;
        foreach (var chart in new[] { "builds", "durations", "queue", "waits", "cache", "store" })
        {
            var times = data.GetProperty(chart).GetProperty("x").GetArrayLength();
            Assert.InRange(times, 168, 169);
            Assert.All(
                data.GetProperty(chart).GetProperty("series").EnumerateArray(),
                series => Assert.Equal(times, series.GetProperty("values").GetArrayLength()));
        }

        var failed = data.GetProperty("builds").GetProperty("series").EnumerateArray().Single(series => series.GetProperty("label").GetString() == "failed");
        Assert.Equal(1, failed.GetProperty("values").EnumerateArray().Sum(value => value.GetDouble()));
    }

    [Theory]
    [InlineData("day")]
    [InlineData("month")]
    [InlineData("quarter")]
    [InlineData("nonsense")]
    public async Task Page_StaysSmall(string range)
    {
        await using var site = await WebSite.StartAsync("base/x");
        Assert.InRange((await site.GetAsync("/dashboards?range=" + range)).Length, 1000, 300 * 1024);
    }

    [Fact]
    public async Task DurationsOfAStream_AreOrderedByTime()
    {
        await using var site = await WebSite.StartAsync("base/x");
        foreach (var minute in new[] { 1, 2, 3 })
        {
            site.History.Save(Records.At(minute, "base/x"));
        }

        site.History.Save(Records.At(4, "base/x", RecordedResult.Failed));
        var chart = JsonDocument.Parse(await site.GetAsync("/data/durations?base/x")).RootElement.GetProperty("durations");

        Assert.Equal("s", chart.GetProperty("unit").GetString());
        var times = chart.GetProperty("x").EnumerateArray().Select(time => time.GetInt64()).ToList();
        Assert.Equal(3, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.Equal([10.0, 10.0, 10.0], chart.GetProperty("series")[0].GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
    }
}
