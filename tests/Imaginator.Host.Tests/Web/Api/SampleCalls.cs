using System.Collections.Immutable;
using System.Text;

namespace Imaginator.Host.Tests.Web.Api;

/// <summary>A call of each operation that succeeds for a caller with all permissions.</summary>
internal static class SampleCalls
{
    private const string Root = "/api/v1";

    // Names are one segment.
    private static readonly string Image = $"{Root}/images/{Uri.EscapeDataString(ApiFixture.Image)}";
    private static readonly string Previous = Uri.EscapeDataString(ApiFixture.Previous);

    /// <summary>By the ids of the operations.</summary>
    public static ImmutableSortedDictionary<string, Func<ApiFixture, Task<HttpRequestMessage>>> All { get; } =
        new Dictionary<string, Func<ApiFixture, Task<HttpRequestMessage>>>
        {
            ["listBuilds"] = Get("/builds?good=true&limit=1"),
            ["startBuild"] = Post("/builds", """{"stream": "base/c", "variables": {}, "expiresIn": "1h"}"""),
            ["getBuild"] = Of(site => Request(HttpMethod.Get, $"/builds/{site.Build}")),
            ["getBuildLog"] = Of(site => Request(HttpMethod.Get, $"/builds/{site.Build}/log")),
            ["followBuild"] = Of(site => Request(HttpMethod.Get, $"/builds/{site.Build}/events")),
            ["cancelBuild"] = CancelAsync,
            ["retryBuild"] = Of(site => Request(HttpMethod.Post, $"/builds/{site.Build}/retry")),
            ["listStreams"] = Get("/streams?prefix=base/&limit=2"),
            ["getStream"] = Get("/streams/base%2Fa"),
            ["findNewestImage"] = Get("/streams/library%2Fweb/newest-image?tag=release%3Dstable"),
            ["getFileHistory"] = Get("/streams/library%2Fweb/file-history?path=/etc/fstab"),
            ["listFailingStreams"] = Get("/failing-streams"),
            ["listImages"] = Get("/images?directory=library&limit=2"),
            ["getImage"] = Of(_ => Request(HttpMethod.Get, Image)),
            ["changeImage"] = Patch("/images/library%2Fweb%2Fexpiring", """{"expiresAt": "2026-11-26T00:00:00Z"}"""),
            ["deleteImage"] = Of(site => Request(HttpMethod.Delete, $"/images/{Uri.EscapeDataString(site.AddImage())}")),
            ["getFile"] = Of(_ => Request(HttpMethod.Get, $"{Image}/files?path=/")),
            ["measureDirectory"] = Of(_ => Request(HttpMethod.Get, $"{Image}/sizes?path=/etc")),
            ["listPackages"] = Of(_ => Request(HttpMethod.Get, $"{Image}/packages")),
            ["getImageLog"] = Of(_ => Request(HttpMethod.Get, $"{Image}/log")),
            ["getReleaseNotes"] = Of(_ => Request(HttpMethod.Get, $"{Image}/release-notes")),
            ["compareImages"] = Of(_ => Request(HttpMethod.Get, $"{Image}/diff?with={Previous}")),
            ["compareFile"] = Of(_ => Request(HttpMethod.Get, $"{Image}/diff/text?with={Previous}&path=/etc/fstab")),
            ["getStatus"] = Get("/status"),
            ["listPlugins"] = Get("/plugins"),
            ["listWorkers"] = Get("/workers"),
            ["replaceIdleWorkers"] = Post("/workers/replace-idle?connect=true"),
            ["getDependencies"] = Get("/dependencies?maxAge=1m"),
            ["getTrends"] = Get("/trends?step=1h"),
            ["getDaemonLog"] = Get("/daemon-log?limit=10"),
            ["getSchedule"] = Get("/schedule"),
            ["startAutoBuilds"] = Post("/auto-builds/start"),
            ["disableAutoBuilds"] = Post("/auto-builds/disable?for=1m"),
            ["enableAutoBuilds"] = Post("/auto-builds/enable"),
            ["disableBuildRequests"] = Post("/build-requests/disable?for=1m"),
            ["enableBuildRequests"] = Post("/build-requests/enable"),
            ["listTokens"] = Get("/tokens"),
            ["makeToken"] = Post("/tokens", """{"name": "made", "role": "build", "streams": ["base/"], "lifetime": "24h"}"""),
            ["revokeToken"] = Of(_ => Request(HttpMethod.Delete, "/tokens/revoked")),
            ["listAuditEntries"] = Get("/audit?limit=5"),
            ["listReceivers"] = Get("/receivers"),
            ["listDeliveries"] = Get("/deliveries?receiver=hook"),
            ["getDelivery"] = Of(site => Request(HttpMethod.Get, $"/deliveries/{site.Delivery}")),
            ["replayDelivery"] = Of(site => Request(HttpMethod.Post, $"/deliveries/{site.Delivery}/replay")),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static Func<ApiFixture, Task<HttpRequestMessage>> Get(string address) => Of(_ => Request(HttpMethod.Get, address));

    private static Func<ApiFixture, Task<HttpRequestMessage>> Post(string address, string? body = null) =>
        Of(_ => Request(HttpMethod.Post, address, body));

    private static Func<ApiFixture, Task<HttpRequestMessage>> Patch(string address, string body) =>
        Of(_ => Request(HttpMethod.Patch, address, body));

    private static Func<ApiFixture, Task<HttpRequestMessage>> Of(Func<ApiFixture, HttpRequestMessage> make) =>
        site => Task.FromResult(make(site));

    private static HttpRequestMessage Request(HttpMethod method, string address, string? body = null)
    {
        var request = new HttpRequestMessage(method, address.StartsWith(Root, StringComparison.Ordinal) ? address : Root + address);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static async Task<HttpRequestMessage> CancelAsync(ApiFixture site)
    {
        // Ends when it is cancelled.
        var build = await StartedBuild.StartAsync(site.Site, site.TakeStream(), "alice");
        return Request(HttpMethod.Post, $"/builds/{build.Id}/cancel");
    }
}
