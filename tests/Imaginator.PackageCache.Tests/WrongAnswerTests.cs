using System.Security.Cryptography;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Tests;

/// <summary>Answers that are right for one client, or for none, and must not reach others.</summary>
public sealed class WrongAnswerTests
{
    private const string Whole = "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\nwhole";
    private const string Wrong = "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\nwrong";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/dists/x/main/binary-amd64/by-hash/SHA256/{0}")]
    [InlineData("/repodata/{0}-primary.xml.gz")]
    public async Task FileNamedByAHash_IsKeptOnlyWithTheseContents(string path)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("whole"u8));
        await using var origin = new ScriptedOrigin(Wrong, Whole);
        await using var cache = new TestCache();
        var url = origin.UrlOf(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, hash));
        await cache.GetAsync(url);
        Assert.Empty(cache.Kept());
        var (contents, first) = await cache.GetAsync(url);
        (_, var second) = await cache.GetAsync(url);
        Assert.Equal(["whole"], contents);
        Assert.Equal((0, 1), (first.CachedFiles, second.CachedFiles));
    }

    [Fact]
    public async Task RequestThatTheServerDidNotGetInTime_IsRepeated()
    {
        const string Late = "HTTP/1.1 408 Request Timeout\nContent-Length: 0\nConnection: close\n\n";
        await using var origin = new ScriptedOrigin(Late, Whole, Late, Late);
        await using var cache = new TestCache();
        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["whole"], contents);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/pool/b.deb")));
        Assert.Equal(System.Net.HttpStatusCode.RequestTimeout, failure.StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("User-Agent")]
    [InlineData("Accept-Encoding, user-agent")]
    public async Task AnswerThatDependsOnTheClient_IsNotKept(string vary)
    {
        await using var origin = new ScriptedOrigin(
            $"HTTP/1.1 200 OK\nContent-Length: 5\nVary: {vary}\nConnection: close\n\nwrong", Whole);
        await using var cache = new TestCache();
        var (first, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["wrong"], first);
        Assert.Empty(cache.Kept());
    }

    [Fact]
    public async Task AnswerThatDependsOnAHeader_IsForRequestsWithoutIt()
    {
        await using var origin = new ScriptedOrigin(
            "HTTP/1.1 200 OK\nContent-Length: 5\nVary: Accept-Language\nConnection: close\n\nplain",
            "HTTP/1.1 200 OK\nContent-Length: 5\nVary: Accept-Language\nConnection: close\n\nlatin");
        await using var cache = new TestCache();
        var index = origin.UrlOf("/dists/x/InRelease");
        await cache.GetAsync(index);
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        http.DefaultRequestHeaders.Add("Accept-Language", "la");
        Assert.Equal("latin", await http.GetStringAsync(index, Cancelled));
        var (contents, count) = await cache.GetAsync(index);
        Assert.Equal(["plain"], contents);
        Assert.Equal(1, count.CachedFiles);
    }

    [Theory]
    [InlineData("Authorization", "Basic eDp5")]
    [InlineData("Cookie", "key=1")]
    [InlineData("X-JFrog-Art-Api", "key")]
    [InlineData("Private-Token", "key")]
    public async Task AnswerToARequestWithAKey_IsForThatRequest(string name, string value)
    {
        await using var origin = new ScriptedOrigin(Whole, Wrong);
        await using var cache = new TestCache();
        await using (var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled))
        {
            using var http = TestCache.ClientOf(session);
            http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            Assert.Equal("whole", await http.GetStringAsync(origin.UrlOf("/pool/a.deb"), Cancelled));
        }

        Assert.Contains($"{name}: {value}", origin.Requests[0], StringComparison.Ordinal);
        Assert.Empty(cache.Kept());
        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["wrong"], contents);
    }
}
