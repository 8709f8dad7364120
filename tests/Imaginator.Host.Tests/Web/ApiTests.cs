using System.Net;
using System.Text.Json;
using Imaginator.Host.History.Records;
using Imaginator.Host.Tests.History.Records;

namespace Imaginator.Host.Tests.Web;

public sealed class ApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_ShowsTheStateOfTheDaemon()
    {
        await using var site = await WebSite.StartAsync("base/a", "base/b");
        await site.BuildAsync("base/a", error: "no");
        using var build = await StartedBuild.StartAsync(site, "base/b", "bob");
        site.Queue.DisableAutoBuilds(TimeSpan.FromHours(1));
        site.Files.Write("streams.json", "{");
        await site.Configuration.RereadImageStreamsAsync(Token);

        var status = await GetAsync(site, "/api/v1/status");
        Assert.Equal(2, status.GetProperty("streams").GetInt32());
        Assert.Equal(1, status.GetProperty("failedStreams").GetInt32());
        Assert.Equal("2026-11-24T13:00:00", status.GetProperty("autoBuildsDisabledUntil").GetString()![..19]);
        Assert.False(status.TryGetProperty("buildRequestsDisabledUntil", out _));
        var running = Assert.Single(status.GetProperty("running").EnumerateArray());
        Assert.Equal(build.Id.ToString(), running.GetProperty("id").GetString());
        Assert.Equal("bob", running.GetProperty("requestor").GetString());
        Assert.Equal($"/api/v1/builds/{build.Id}/log", running.GetProperty("log").GetString());
        Assert.Equal("imageStreams", Assert.Single(status.GetProperty("configurationFaults").EnumerateArray()).GetProperty("part").GetString());
        Assert.Equal("Deb", status.GetProperty("plugins")[0].GetProperty("name").GetString());
        Assert.Equal(0, status.GetProperty("plugins")[0].GetProperty("givenUpCalls").GetInt64());
        Assert.False(status.GetProperty("plugins")[0].TryGetProperty("disabledReason", out _));
        var failed = Assert.Single(status.GetProperty("failedPlugins").EnumerateArray());
        Assert.Equal("0.9.0", failed.GetProperty("version").GetString());
        Assert.Equal("no <assembly>", failed.GetProperty("reason").GetString());

        var plugins = await GetAsync(site, "/api/v1/plugins");
        Assert.Equal(0, plugins.GetProperty("loaded")[0].GetProperty("faults").GetInt64());
        Assert.Equal("0.9.0", plugins.GetProperty("failed")[0].GetProperty("version").GetString());
    }

    [Fact]
    public async Task Build_IsShownWithItsStages()
    {
        await using var site = await WebSite.StartAsync("base/a");
        var id = await site.BuildAsync("base/a");
        var build = await GetAsync(site, $"/api/v1/builds/{id}");
        Assert.Equal("succeeded", build.GetProperty("result").GetString());
        Assert.Equal("request", build.GetProperty("reason").GetString());
        Assert.Equal("base/a/2026-11-24:12:00:00", build.GetProperty("image").GetString());
        Assert.Equal("dir:///manifests/base/a", build.GetProperty("inputs").GetProperty("manifestUrl").GetString());
        var stage = Assert.Single(build.GetProperty("stages").EnumerateArray());
        Assert.Equal("scripts", stage.GetProperty("name").GetString());
        Assert.Equal(3, stage.GetProperty("durationSeconds").GetDouble());
        Assert.Equal("log\n", await site.GetAsync(build.GetProperty("log").GetString()!));
    }

    [Fact]
    public async Task RunningBuild_IsShownWithoutAnEnd()
    {
        await using var site = await WebSite.StartAsync("base/a");
        using var running = await StartedBuild.StartAsync(site, "base/a");
        var build = await GetAsync(site, $"/api/v1/builds/{running.Id}");
        Assert.Equal("running", build.GetProperty("result").GetString());
        Assert.False(build.TryGetProperty("finishedAt", out _));
    }

    [Fact]
    public async Task Builds_CanBeReadPageByPage()
    {
        await using var site = await WebSite.StartAsync();
        for (var i = 0; i < 25; i++)
        {
            site.History.Save(Records.At(i, "a&b", i % 5 == 0 ? RecordedResult.Failed : RecordedResult.Succeeded, "al ice"));
            site.History.Save(Records.At(100 + i, "other"));
        }

        var seen = new List<string>();
        var address = "/api/v1/builds?stream=a%26b&requestor=al%20ice&result=succeeded&limit=7";
        while (address is not null)
        {
            var page = await GetAsync(site, address);
            seen.AddRange(page.GetProperty("builds").EnumerateArray().Select(build => build.GetProperty("id").GetString()!));
            address = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(
            Enumerable.Range(0, 25).Reverse().Where(i => i % 5 != 0).Select(i => Records.At(i).Id.ToString()), seen);
    }

    [Theory]
    [InlineData("from=2026-11-24T12:10:00Z&until=2026-11-24T12:12:00Z", 2)]
    [InlineData("good=false", 5)]
    [InlineData("result=failed&stream=nothing", 0)]
    public async Task Builds_MatchTheParameters(string query, int count)
    {
        await using var site = await WebSite.StartAsync();
        for (var i = 0; i < 25; i++)
        {
            site.History.Save(Records.At(i, result: i % 5 == 0 ? RecordedResult.Failed : RecordedResult.Succeeded));
        }

        Assert.Equal(count, (await GetAsync(site, "/api/v1/builds?" + query)).GetProperty("builds").GetArrayLength());
    }

    [Theory]
    [InlineData("builds?limit=0", "\"limit\"")]
    [InlineData("builds?limit=1001", "\"limit\"")]
    [InlineData("builds?result=fine", "\"result\"")]
    [InlineData("builds?before=x", "\"before\"")]
    [InlineData("builds?from=yesterday", "\"from\"")]
    [InlineData("builds?stream=a&stream=b", "\"stream\"")]
    [InlineData("streams?limit=x", "\"limit\"")]
    [InlineData("streams?prefx=a", "unknown parameter \"prefx\"; known parameters are prefix, search, after, limit")]
    [InlineData("builds?reslt=failed", "unknown parameter \"reslt\"")]
    public async Task InvalidParameter_IsNamed(string address, string name)
    {
        await using var site = await WebSite.StartAsync();
        using var response = await site.Client.GetAsync("/api/v1/" + address, Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Contains(name, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nothing", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/builds/0123456789abc", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/streams/unknown", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/builds/0123456789abc/log", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/builds", "DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task Failures_AreProblems(string address, string method, HttpStatusCode expected)
    {
        await using var site = await WebSite.StartAsync();
        using var response = await site.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), address), Token);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.Matches("^[a-z].*[^.]$", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Streams_AreListedByNameWithTheirLastBuilds()
    {
        await using var site = await WebSite.StartAsync("b/2", "a/1", "b/1", "c");
        await site.BuildAsync("b/1");
        var page = await GetAsync(site, "/api/v1/streams?limit=2");
        Assert.Equal(["a/1", "b/1"], Names(page));
        Assert.Equal("b/1/2026-11-24:12:00:00", page.GetProperty("streams")[1].GetProperty("newestImage").GetString());
        Assert.Equal(["b/2", "c"], Names(await GetAsync(site, page.GetProperty("next").GetString()!)));
        Assert.Equal(["b/1", "b/2"], Names(await GetAsync(site, "/api/v1/streams?prefix=b/")));

        var stream = await GetAsync(site, "/api/v1/streams/b/1");
        Assert.True(stream.GetProperty("lastBuildSucceeded").GetBoolean());
        Assert.Equal("image", stream.GetProperty("kind").GetString());
    }

    private static IEnumerable<string?> Names(JsonElement page) =>
        page.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("name").GetString());

    private static async Task<JsonElement> GetAsync(WebSite site, string address) =>
        JsonDocument.Parse(await site.GetAsync(address)).RootElement;
}
