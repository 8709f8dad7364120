using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.History.Records;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class StreamsPageTests
{
    private const int MaximumPage = 300 * 1024;

    [Fact]
    public async Task ManyStreams_AreInPagesThatHaveAllOfThem()
    {
        await using var site = await WebSite.StartAsync([.. Enumerable.Range(0, 5000).Select(i => $"team{i % 40:00}/product/stream-{i:0000}")]);
        var seen = new List<string>();
        var address = "/showImageStreams";
        while (address is not null)
        {
            var page = await site.GetAsync(address);
            Assert.InRange(Encoding.UTF8.GetByteCount(page), 1000, MaximumPage);
            seen.AddRange(StreamsOf(page));
            address = NextOf(page);
        }

        Assert.Equal(5000, seen.Count);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Equal(5000, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("5,000 streams", await site.GetAsync("/showImageStreams"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search=DEB", "base/debian", "base/debian-x")]
    [InlineData("directory=base", "base/debian", "base/debian-x")]
    [InlineData("directory=base/", "base/debian", "base/debian-x")]
    [InlineData("directory=bas")]
    [InlineData("state=failing", "app/web")]
    [InlineData("state=never", "app/db", "base/debian-x")]
    [InlineData("state=running", "app/db")]
    [InlineData("state=pattern", "user/ann")]
    [InlineData("state=nothing&page=-1&sort=x", "app/db", "app/web", "base/debian", "base/debian-x", "user/ann")]
    [InlineData("sort=result", "app/web", "app/db", "base/debian-x", "base/debian", "user/ann")]
    [InlineData("sort=built", "user/ann", "app/web", "base/debian", "app/db", "base/debian-x")]
    [InlineData("page=99", "app/db", "app/web", "base/debian", "base/debian-x", "user/ann")]
    [InlineData("search=<b>")]
    public async Task Streams_CanBeSelectedAndSorted(string query, params string[] expected)
    {
        var files = new ConfigurationSite();
        files.Write("streams.json", """
            {"Streams": {
                "base/debian": {"ManifestUrl": "dir:///a"}, "base/debian-x": {"ManifestUrl": "dir:///a"},
                "app/web": {"ManifestUrl": "dir:///a"}, "app/db": {"ManifestUrl": "dir:///a"}},
             "StreamPatterns": {"user/[a-z]+": {"ManifestUrl": "dir:///a"}}}
            """);
        await using var site = await WebSite.StartAsync(files);
        site.History.Save(Records.At(1, "base/debian"));
        site.History.Save(Records.At(2, "app/web", RecordedResult.Failed));
        site.History.Save(Records.At(3, "user/ann"));
        site.History.Save(Records.At(4, "gone/from-the-configuration"));
        using var running = await StartedBuild.StartAsync(site, "app/db");

        Assert.Equal(expected, StreamsOf(await site.GetAsync("/showImageStreams?" + query)));
    }

    [Fact]
    public async Task Form_KeepsItsValues()
    {
        await using var site = await WebSite.StartAsync("base/a");
        var page = await site.GetAsync("/showImageStreams?search=%22x&directory=base&state=failing&sort=built");

        Assert.Contains("name=\"search\" value=\"&quot;x\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"directory\" value=\"base\"", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"failing\" selected=\"selected\">", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<option value=\"[a-z]+\">all"));
        Assert.Contains("<option value=\"built\" selected=\"selected\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directories_NarrowTheList()
    {
        await using var site = await WebSite.StartAsync("base/debian/12", "base/debian/13", "base/x", "app");
        Assert.Equal(["base/"], DirectoriesOf(await site.GetAsync("/showImageStreams")));
        Assert.Equal(["base/debian/"], DirectoriesOf(await site.GetAsync("/showImageStreams?directory=base")));
        Assert.Empty(DirectoriesOf(await site.GetAsync("/showImageStreams?directory=base/debian")));
    }

    [Fact]
    public async Task FailingPage_ShowsConfiguredStreamsOnly_UntilTheySucceed()
    {
        await using var site = await WebSite.StartAsync("base/a", "base/b");
        var first = await site.BuildAsync("base/a", error: "no <disk>");
        await site.BuildAsync("base/a", error: "still no disk");
        site.History.Save(Records.At(1, "gone", RecordedResult.Failed));

        var page = await site.GetAsync("/failing");
        Assert.Equal(["base/a"], StreamsOf(page));
        Assert.Contains("1 stream of the configuration", page, StringComparison.Ordinal);
        Assert.Contains("still no disk", page, StringComparison.Ordinal);
        Assert.DoesNotContain(first.ToString(), page, StringComparison.Ordinal);
        Assert.Contains("data-label=\"In a row\">2</td>", page, StringComparison.Ordinal);

        await site.BuildAsync("base/a");
        Assert.Contains("No stream is failing.", await site.GetAsync("/failing"), StringComparison.Ordinal);
    }

    private static List<string> StreamsOf(string page) =>
        [.. Regex.Matches(page, "<tr data-stream=\"([^\"]*)\">").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    private static List<string> DirectoriesOf(string page) =>
        [.. Regex.Matches(page, "<li><a href=\"[^\"]*\">([^<]*/)</a>").Select(match => match.Groups[1].Value)];

    private static string? NextOf(string page) =>
        Regex.Match(page, "<a href=\"([^\"]*)\" rel=\"next\">") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
}
