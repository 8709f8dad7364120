using System.Collections.Immutable;
using System.Net;
using Imaginator.Host.Dependencies;

namespace Imaginator.Host.Tests.Web;

public sealed class GraphTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Graph_IsDrawnByGraphviz()
    {
        await using var site = await WebSite.StartAsync();
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/\"<script>\\n", "base/debian"));
        var page = await site.GetAsync("/showDirectedGraph");
        Assert.Contains("<img src=\"/showDirectedGraph.svg\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);

        using var response = await site.Client.GetAsync("/showDirectedGraph.svg", Token);
        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var svg = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains(">app/web</text>", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_CanBeNarrowed()
    {
        await using var site = await WebSite.StartAsync();
        site.Dependencies.Known = Known(("app/web", "base/debian"), ("app/db", "base/debian"), ("other/x", "other/y"));
        var page = await site.GetAsync("/showDirectedGraph?include=base/debian&exclude=app/db");
        Assert.Contains("<img src=\"/showDirectedGraph.svg?exclude=app%2Fdb&amp;include=base%2Fdebian\"", page, StringComparison.Ordinal);
        Assert.Contains("app/web", page, StringComparison.Ordinal);
        Assert.DoesNotContain("&quot;app/db", page, StringComparison.Ordinal);
        Assert.DoesNotContain("other/x", page, StringComparison.Ordinal);
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
