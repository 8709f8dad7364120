using System.Net;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Tests;

/// <summary>Origins, and commands, that break the rules.</summary>
public sealed class HostileOriginTests
{
    private const string Whole = "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\nwhole";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\ntorn")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4\ntorn\n")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4\ntorn\nnonsense")]
    public async Task WhatIsTornOff_IsNotPassedOffAsWhole_NorKept(string torn)
    {
        await using var origin = new ScriptedOrigin(torn, Whole);
        await using var cache = new TestCache();
        await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/pool/a.deb")));
        Assert.Empty(cache.Kept());
        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["whole"], contents);
    }

    [Fact]
    public async Task TooLong_IsBrokenOff()
    {
        await using var origin = new ScriptedOrigin($"HTTP/1.1 200 OK\nConnection: close\n\n{new string('x', 100_000)}");
        await using var cache = new TestCache(options => options with { MaximumFileBytes = 50_000 });
        await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/pool/a.deb")));
        Assert.Empty(cache.Kept());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("HTTP/1.1 200 OK\nX: ")] // and then 100,000 bytes of header
    public async Task NoAnswerToSpeakOf_IsABadGateway(string answer)
    {
        await using var origin = new ScriptedOrigin($"{answer}{new string('x', 100_000)}\n\n");
        await using var cache = new TestCache();
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/pool/a.deb")));
        Assert.Equal(HttpStatusCode.BadGateway, failure.StatusCode);
    }

    [Fact]
    public async Task OnlyCommandsOfBuilds_MayUseIt_AndOnlyWhileTheyRun()
    {
        await using var origin = new ScriptedOrigin(Whole);
        await using var cache = new TestCache();
        var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var stranger = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy("127.0.0.1", session.Proxy.Port) });
        using var refused = await stranger.GetAsync(origin.UrlOf("/pool/a.deb"), Cancelled);
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, refused.StatusCode);

        using var http = TestCache.ClientOf(session);
        Assert.Equal("whole", await http.GetStringAsync(origin.UrlOf("/pool/a.deb"), Cancelled));
        await session.DisposeAsync();
        using var late = await http.GetAsync(origin.UrlOf("/pool/a.deb"), Cancelled);
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, late.StatusCode);
    }

    [Fact]
    public async Task DaemonsPort_AndAnythingButGet_IsRefused()
    {
        await using var origin = new ScriptedOrigin(Whole);
        await using var cache = new TestCache(options => options with { DeniedPorts = [origin.Port] });
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        using var denied = await http.GetAsync(origin.UrlOf("/pool/a.deb"), Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using var post = await http.PostAsync(new Uri("http://127.0.0.1:1/pool/a.deb"), null, Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Empty(origin.Requests);

        // Not as a proxy, but as a server of its own.
        using var direct = new HttpClient();
        direct.DefaultRequestHeaders.TryAddWithoutValidation(
            "Proxy-Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(session.Proxy.UserInfo)));
        using var page = await direct.GetAsync(new Uri($"http://127.0.0.1:{session.Proxy.Port}/"), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task DaemonsPort_IsNoProxyOfABuild(string scheme)
    {
        await using var daemon = new ScriptedOrigin(Whole);
        await using var cache = new TestCache(options => options with { DeniedPorts = [daemon.Port] });

        var exception = await Assert.ThrowsAsync<ImaginatorException>(
            () => cache.Proxy.ServeAsync(Through(new Uri($"{scheme}://me:secret@127.0.0.1:{daemon.Port}")), Cancelled));

        Assert.Contains($"127.0.0.1:{daemon.Port}", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Empty(daemon.Requests);
    }

    [Fact]
    public async Task WhatAProxyOfABuildAnswers_IsNobodyElses()
    {
        await using var evil = new ScriptedOrigin("HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\nevil");
        await using var origin = new ScriptedOrigin(Whole);
        await using var cache = new TestCache();
        await using (var session = await cache.Proxy.ServeAsync(Through(new Uri($"http://me:secret@127.0.0.1:{evil.Port}")), Cancelled))
        {
            using var http = TestCache.ClientOf(session);
            Assert.Equal("evil", await http.GetStringAsync(origin.UrlOf("/pool/a.deb"), Cancelled));
        }

        Assert.StartsWith($"GET {origin.UrlOf("/pool/a.deb")} HTTP/1.1\r\n", evil.Requests[0], StringComparison.Ordinal);
        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["whole"], contents);
        Assert.DoesNotContain("Proxy-Authorization", origin.Requests[0], StringComparison.OrdinalIgnoreCase);
    }

    private static DownloadPolicy Through(Uri upstream) => new(SandboxNetwork.Host) { Upstream = upstream };
}
