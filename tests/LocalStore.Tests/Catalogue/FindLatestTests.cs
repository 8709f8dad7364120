using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Catalogue;

public sealed class FindLatestTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Finds_TheNewestImageOfJustThatDirectory()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("a/b/2", "x");
        await store.AddAsync("a/b/1", "x");
        await store.AddAsync("a/b/c/3", "x");
        await store.AddAsync("a/bb/4", "x");
        Assert.Equal("a/b/1", await Find(store, new ImageQuery { StreamName = "a/b" }));
        Assert.Null(await Find(store, new ImageQuery { StreamName = "a" }));
        Assert.Null(await Find(store, new ImageQuery { StreamName = "unknown" }));
    }

    [Fact]
    public async Task Finds_ByCommitIdOrBranch()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", image => image with { BuildCommitId = "c1", BuildBranch = "main" }, "x");
        await store.AddAsync("s/2", image => image with { BuildCommitId = "c2", BuildBranch = "next" }, "x");
        await store.AddAsync("s/3", image => image with { BuildCommitId = "c3", BuildBranch = "main" }, "x");
        Assert.Equal("s/1", await Find(store, new ImageQuery { StreamName = "s", BuildCommitId = "c1" }));
        Assert.Equal("s/3", await Find(store, new ImageQuery { StreamName = "s", BuildCommitId = "main" }));
        Assert.Equal("s/3", await Find(store, new ImageQuery { StreamName = "s", BuildCommitId = "" }));
        Assert.Null(await Find(store, new ImageQuery { StreamName = "s", BuildCommitId = "c" }));
    }

    [Fact]
    public async Task Finds_ByTags()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", image => image with { Tags = image.Tags.Add("os", "12").Add("kind", "web") }, "x");
        await store.AddAsync("s/2", image => image with { Tags = image.Tags.Add("os", "13") }, "x");
        ImageQuery Query(params (string Key, string[] Values)[] tags) => new()
        {
            StreamName = "s", TagsToMatch = tags.ToImmutableDictionary(tag => tag.Key, tag => tag.Values.ToImmutableArray()),
        };
        Assert.Equal("s/2", await Find(store, Query(("os", ["12", "13"]))));
        Assert.Equal("s/1", await Find(store, Query(("os", ["12", "13"]), ("kind", ["web"]))));
        Assert.Null(await Find(store, Query(("os", ["14"]))));
        Assert.Null(await Find(store, Query(("other", ["12"]))));
    }

    [Fact]
    public async Task LeavesOut_ImagesThatExpire_WhenAsked_AndThoseThatHave_Always()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "x");
        Assert.Equal("s/2", await Find(store, new ImageQuery { StreamName = "s" }));
        Assert.Equal("s/1", await Find(store, new ImageQuery { StreamName = "s", IgnoreExpiringImages = true }));
        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("s/1", await Find(store, new ImageQuery { StreamName = "s" }));
    }

    private static Task<string?> Find(TestStore store, ImageQuery query) => store.Server.FindLatestImageAsync(query, Cancellation);
}
