using System.Net;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Tests;

/// <summary>What builds share, from a repository that nginx serves.</summary>
public sealed class SharedDownloadTests
{
    private const string Index = "/debian/dists/stable/InRelease";
    private const string List = "/debian/dists/stable/main/binary-amd64/Packages.xz";
    private const string Package = "/debian/pool/a.deb";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondBuild_AsksForNothing_AlsoInAnotherProcess()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        var (contents, first) = await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List), origin.UrlOf(Package));
        Assert.Equal(["index 1", "list 1", "package 1"], contents);
        Assert.Equal((3, 0), (first.Files, first.CachedFiles));

        await cache.RestartAsync();
        (contents, var second) = await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List), origin.UrlOf(Package));
        Assert.Equal(["index 1", "list 1", "package 1"], contents);
        Assert.Equal((3, 3, 22, 22), (second.Files, second.CachedFiles, second.Bytes, second.CachedBytes));
        Assert.Equal(3, (await origin.AskedAsync()).Length);
    }

    [Fact]
    public async Task FilesThatAPackagerTypeDeclares_AreShared_AlsoInAnotherProcess()
    {
        const string Database = "/core/os/x86_64/core.db";
        const string Archive = "/core/os/x86_64/bash-5.2-1-x86_64.pkg.tar.zst";
        await using var origin = await StartAsync();
        origin.Serve(Database, "database");
        origin.Serve(Archive, "archive");
        await using var cache = new TestCache { Repositories = new RepositoryPatterns(["*.db"], ["*.pkg.tar.*"]) };
        var (contents, first) = await cache.GetAsync(origin.UrlOf(Database), origin.UrlOf(Archive));
        Assert.Equal(["database", "archive"], contents);
        Assert.Equal((2, 0), (first.Files, first.CachedFiles));

        await cache.RestartAsync();
        (contents, var second) = await cache.GetAsync(origin.UrlOf(Database), origin.UrlOf(Archive));
        Assert.Equal(["database", "archive"], contents);
        Assert.Equal(2, second.CachedFiles);
        Assert.Equal(2, (await origin.AskedAsync()).Length);
    }

    [Fact]
    public async Task Index_IsAskedForAgain_WhenItIsOlderThanItMayBe()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List));
        cache.Time.Advance(cache.Options.IndexMaxAge);
        var (contents, count) = await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List));
        Assert.Equal(["index 1", "list 1"], contents);
        Assert.Equal(2, count.CachedFiles);
        Assert.Equal([$"GET {Index} 200", $"GET {List} 200", $"GET {Index} 304"], await origin.AskedAsync());
    }

    [Fact]
    public async Task EverythingIsChecked_WhenTheIndexHasChanged()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        Uri[] all = [origin.UrlOf(Index), origin.UrlOf(List), origin.UrlOf(Package), origin.UrlOf("/debian/pool/b.deb")];
        await cache.GetAsync(all);

        // A repository that gives other contents to a package of the same name is a bad one; but there are some.
        origin.Serve(Index, "index 2", minute: 1);
        origin.Serve(List, "list 2", minute: 1);
        origin.Serve(Package, "package 2", minute: 1);
        cache.Time.Advance(cache.Options.IndexMaxAge);
        var (contents, count) = await cache.GetAsync(all);
        Assert.Equal(["index 2", "list 2", "package 2", "package b"], contents);
        Assert.Equal(1, count.CachedFiles);

        // And then it is known again.
        (_, count) = await cache.GetAsync(all);
        Assert.Equal(4, count.CachedFiles);
        Assert.Equal(8, (await origin.AskedAsync()).Length);
    }

    [Fact]
    public async Task IndexThatIsSentAgainTheSame_HasNotChanged()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(Package));

        // Its time is another one, so nginx sends it again; some mirrors always do.
        origin.Serve(Index, "index 1", minute: 1);
        cache.Time.Advance(cache.Options.IndexMaxAge);
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(Package));
        Assert.Equal([$"GET {Index} 200", $"GET {Package} 200", $"GET {Index} 200"], await origin.AskedAsync());
    }

    [Fact]
    public async Task IndexOfAnotherRepository_ChangesNothing()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        origin.Serve("/debian-security/dists/stable/InRelease", "security 1");
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(Package));
        cache.Time.Advance(TimeSpan.FromSeconds(1));
        await cache.GetAsync(origin.UrlOf("/debian-security/dists/stable/InRelease"), origin.UrlOf(Package));
        Assert.Single(await origin.AskedAsync(), line => line.Contains(Package, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Packages_ComeWithoutTheirRepository_WhileTheIndexIsTheSame()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(Package));
        await origin.StopAsync();
        cache.Time.Advance(TimeSpan.FromDays(1));
        var (contents, _) = await cache.GetAsync(origin.UrlOf(Package));
        Assert.Equal(["package 1"], contents);

        // An index that is too old is not believed without asking: old packages are not passed off as new.
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf(Index)));
        Assert.Equal(HttpStatusCode.BadGateway, failure.StatusCode);
    }

    [Fact]
    public async Task MissingPackage_MakesTheIndexBeAskedForAgain()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index));
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/debian/pool/gone.deb")));
        Assert.Equal(HttpStatusCode.NotFound, failure.StatusCode);
        await cache.GetAsync(origin.UrlOf(Index));
        Assert.Equal(2, (await origin.AskedAsync()).Count(line => line.Contains(Index, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SeveralAtOnce_GetWhatIsFetchedOnce_AsItComes()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        var contents = new string('x', 164 * 1024);
        origin.Serve("/debian/pool/large.deb", contents);
        var url = origin.UrlOf("/slow/debian/pool/large.deb");
        var wants = Enumerable.Range(0, 8).Select(_ => cache.GetAsync(url)).ToList();
        foreach (var (got, count) in await Task.WhenAll(wants))
        {
            Assert.Equal([contents], got);
            Assert.Equal(contents.Length, count.Bytes);
        }

        Assert.Equal(7, (await Task.WhenAll(wants)).Sum(want => want.Count.CachedFiles));
        Assert.Single(await origin.AskedAsync());
    }

    [Fact]
    public async Task NoCache_AsksTheOrigin()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index));
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        http.DefaultRequestHeaders.CacheControl = new() { NoCache = true };
        Assert.Equal("index 1", await http.GetStringAsync(origin.UrlOf(Index), Cancelled));
        Assert.Equal(2, (await origin.AskedAsync()).Length);
    }

    [Fact]
    public async Task WhatIsNotForAll_IsNotKept()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf("/private" + Package), origin.UrlOf("/debian/readme.txt"), origin.UrlOf(Package + "?key=1"));
        await using (var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled))
        {
            using var http = TestCache.ClientOf(session);
            http.DefaultRequestHeaders.Authorization = new("Basic", "bWU6c2VjcmV0");
            Assert.Equal("package 1", await http.GetStringAsync(origin.UrlOf(Package), Cancelled));
            using var moved = await http.GetAsync(origin.UrlOf("/moved/x.deb"), Cancelled);
            Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
            Assert.Equal("/debian/pool/a.deb", moved.Headers.Location!.AbsolutePath);
        }

        Assert.Empty(cache.Kept());
    }

    [Fact]
    public async Task Known_IsNotSentAgain()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index));
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        using var request = new HttpRequestMessage(HttpMethod.Get, origin.UrlOf(Index));
        request.Headers.IfModifiedSince = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var response = await http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    private static async Task<PackageOrigin> StartAsync()
    {
        var origin = await PackageOrigin.StartAsync();
        origin.Serve(Index, "index 1");
        origin.Serve(List, "list 1");
        origin.Serve(Package, "package 1");
        origin.Serve("/debian/pool/b.deb", "package b");
        origin.Serve("/debian/readme.txt", "read me");
        return origin;
    }
}
