using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.Host.Dependencies;

namespace Imaginator.Host.Tests.Web.Graphs;

public sealed class GraphTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Graph_IsATableToo()
    {
        await using var site = await WebSite.StartAsync("app/web", "base/debian");
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/\"<script>\\n", "base/debian"));
        await site.BuildAsync("app/web", error: "no disk");

        var page = await site.GetAsync("/showDirectedGraph");

        Assert.Contains("<div id=\"graph\" class=\"graph\" hidden data-source=\"/data/graph\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, "<tr data-stream="));
        Assert.Matches(
            "<tr data-stream=\"app/web\">(?s:.*?)href=\"/showImageStream\\?base/debian\"(?s:.*?)badge failed", page);
    }

    [Fact]
    public async Task Drawing_NeedsNoScriptsAndNoPrograms()
    {
        await using var site = await WebSite.StartAsync();
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/\"<script>\\n", "base/debian"));

        using var response = await site.Client.GetAsync("/showDirectedGraph.svg", Token);

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var svg = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains(">app/web</text>", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("\"app/web\" -> \"base/debian\"", await site.GetAsync("/showDirectedGraph.dot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_HasSourcesAndStates()
    {
        await using var site = await WebSite.StartAsync("app/web", "app/db");
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/db", "base/debian")) with
        {
            UnbuildableSources = ImmutableSortedSet.Create<string>(StringComparer.Ordinal, "base/debian"),
        };
        await site.BuildAsync("app/web");
        using var running = await StartedBuild.StartAsync(site, "app/db");

        var nodes = JsonDocument.Parse(await site.GetAsync("/data/graph")).RootElement.GetProperty("nodes").EnumerateArray()
            .Select(node => (node.GetProperty("name").GetString(), node.GetProperty("source").GetString(), node.GetProperty("state").GetString()));

        Assert.Equal(
            [("app/db", "base/debian", "running"), ("app/web", "base/debian", "succeeded"), ("base/debian", null, "missing")], nodes);
    }

    [Fact]
    public async Task Graph_CanBeNarrowed()
    {
        await using var site = await WebSite.StartAsync();
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/db", "base/debian"), ("other/x", "other/y"));
        var page = await site.GetAsync("/showDirectedGraph?include=base/debian&exclude=app/db");
        Assert.Contains("data-source=\"/data/graph?exclude=app%2Fdb&amp;include=base%2Fdebian\"", page, StringComparison.Ordinal);
        Assert.Contains("<tr data-stream=\"app/web\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<tr data-stream=\"app/db\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("other/x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeGraph_IsInPages()
    {
        await using var site = await WebSite.StartAsync();
        site.Dependencies.Known = Known([.. Enumerable.Range(0, 5000).Select(i => ($"app/{i:0000}", $"base/{i % 10}"))]);

        var page = await site.GetAsync("/showDirectedGraph");

        Assert.InRange(page.Length, 1000, 300 * 1024);
        Assert.Contains("href=\"/showDirectedGraph?page=2\" rel=\"next\"", page, StringComparison.Ordinal);
        Assert.Contains("app/4999", await site.GetAsync("/data/graph"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GraphWithoutDependencies_SaysSo()
    {
        await using var site = await WebSite.StartAsync();
        Assert.Contains("The dependencies have not been determined yet", await site.GetAsync("/showDirectedGraph"), StringComparison.Ordinal);
        using var response = await site.Client.GetAsync("/showDirectedGraph.svg", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static DependencySnapshot Known(params (string Stream, string Source)[] pairs) => new()
    {
        GeneratedAt = new DateTimeOffset(2026, 11, 24, 11, 0, 0, TimeSpan.Zero),
        StreamToSource = pairs.ToImmutableSortedDictionary(pair => pair.Stream, pair => pair.Source, StringComparer.Ordinal),
    };
}
