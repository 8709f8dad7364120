namespace Imaginator.PackageCache.Tests;

/// <summary>A build that a person asked for gets what the repository has now.</summary>
public sealed class RequestedFreshnessTests
{
    private const string Index = "/debian/dists/stable/InRelease";
    private const string List = "/debian/dists/stable/main/binary-amd64/Packages.xz";

    [Fact]
    public async Task RequestedBuild_AsksTheRepository_AndOthersUseRecentLists()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List));
        await cache.KeepsAsync(2);
        origin.Serve(Index, "index 2", minute: 1);
        origin.Serve(List, "list 2", minute: 1);
        cache.Time.Advance(TimeSpan.FromSeconds(5));

        var (scheduled, _, age) = await cache.GetAsync(asksRepositories: false, origin.UrlOf(Index), origin.UrlOf(List));
        Assert.Equal(["index 1", "list 1"], scheduled);
        Assert.Equal(TimeSpan.FromSeconds(5), age);

        var (requested, _, requestedAge) = await cache.GetAsync(asksRepositories: true, origin.UrlOf(Index), origin.UrlOf(List));
        Assert.Equal(["index 2", "list 2"], requested);
        Assert.Equal(TimeSpan.Zero, requestedAge);
    }

    [Fact]
    public async Task RequestedBuild_DownloadsNothingAgain_IfNothingChanged()
    {
        await using var origin = await StartAsync();
        await using var cache = new TestCache();
        await cache.GetAsync(origin.UrlOf(Index), origin.UrlOf(List));
        await cache.KeepsAsync(2);
        cache.Time.Advance(TimeSpan.FromSeconds(5));

        var (contents, count, age) = await cache.GetAsync(asksRepositories: true, origin.UrlOf(Index), origin.UrlOf(List));
        Assert.Equal(["index 1", "list 1"], contents);
        Assert.Equal(2, count.CachedFiles);
        Assert.Equal(TimeSpan.Zero, age);
        Assert.Equal([$"GET {Index} 200", $"GET {List} 200", $"GET {Index} 304"], await origin.AskedAsync());
    }

    [Fact]
    public async Task RequestedBuild_UsesRecentLists_IfTheRepositoryCannotBeReached()
    {
        await using var cache = new TestCache();
        Uri index;
        await using (var origin = await StartAsync())
        {
            index = origin.UrlOf(Index);
            await cache.GetAsync(index);
            await cache.KeepsAsync(1);
        }

        cache.Time.Advance(TimeSpan.FromSeconds(5));
        var (contents, _, age) = await cache.GetAsync(asksRepositories: true, index);
        Assert.Equal(["index 1"], contents);
        Assert.Equal(TimeSpan.FromSeconds(5), age);

        cache.Time.Advance(cache.Options.IndexMaxAge);
        await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(asksRepositories: true, index));
    }

    private static async Task<PackageOrigin> StartAsync()
    {
        var origin = await PackageOrigin.StartAsync();
        origin.Serve(Index, "index 1");
        origin.Serve(List, "list 1");
        return origin;
    }
}
