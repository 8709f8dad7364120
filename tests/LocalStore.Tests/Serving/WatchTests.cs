using Imaginator.ImageStores.Changes;
using Imaginator.Plugins.LocalStore.Changes;
using Imaginator.Plugins.LocalStore.Tests.Processes;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Tells_WhatThereIs_ThenWhatChanges()
    {
        await using var store = await TestStore.CreateAsync();
        var expiry = store.Time.GetUtcNow().AddHours(1);
        await store.AddAsync("a/b/1", image => image with { ExpiresAt = expiry }, "x");
        await using var changes = store.Server.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, ""), await NextAsync(changes));
        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, "a"), await NextAsync(changes));
        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, "a/b"), await NextAsync(changes));
        Assert.Equal(new StoreChange(StoreChangeKind.ImageChanged, "a/b/1") { ExpiresAt = expiry }, await NextAsync(changes));
        Assert.Equal(new StoreChange(StoreChangeKind.StateComplete, ""), await NextAsync(changes));

        await store.AddAsync("c/1", "y");
        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, "c"), await NextAsync(store, changes));
        Assert.Equal(new StoreChange(StoreChangeKind.ImageChanged, "c/1"), await NextAsync(changes));
        await store.Server.ChangeDirectoryOwnerAsync("c", "team", Cancellation);
        Assert.Equal(
            new StoreChange(StoreChangeKind.DirectoryChanged, "c") { OwnerGroup = "team" }, await NextAsync(store, changes));
        await store.Server.ChangeImageExpirationAsync("a/b/1", expiry.AddHours(1), Cancellation);
        Assert.Equal(
            new StoreChange(StoreChangeKind.ImageChanged, "a/b/1") { ExpiresAt = expiry.AddHours(1) },
            await NextAsync(store, changes));
        await store.Server.DeleteImageAsync("c/1", Cancellation);
        await store.Server.DeleteDirectoryAsync("c", Cancellation);
        Assert.Equal(new StoreChange(StoreChangeKind.ImageRemoved, "c/1"), await NextAsync(store, changes));
        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryRemoved, "c"), await NextAsync(changes));
    }

    [Fact]
    public async Task Tells_WhenAnImageExpires_Once()
    {
        await using var store = await TestStore.CreateAsync();
        var expiry = store.Time.GetUtcNow().AddHours(1);
        await store.AddAsync("1", image => image with { ExpiresAt = expiry }, "x");
        await using var changes = store.Server.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await SkipStateAsync(changes);

        var next = changes.MoveNextAsync();
        store.Time.SetUtcNow(expiry);
        Assert.True(await next);
        Assert.Equal(new StoreChange(StoreChangeKind.ImageRemoved, "1") { ExpiresAt = expiry }, changes.Current);

        // What it leaves behind is collected: no news.
        await store.Server.CollectGarbageAsync(Cancellation);
        await store.Server.MakeDirectoryAsync("a", Cancellation);
        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, "a"), await NextAsync(store, changes));
    }

    [Fact]
    public async Task Tells_WhatAnotherProcessDoes()
    {
        await using var store = await TestStore.CreateAsync();
        await using var server = await TestStore.OpenAsync(store.Url, TimeProvider.System);
        await using var changes = server.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        await SkipStateAsync(changes);

        await using var child = ChildProcess.Start("upload", store.Url, "other", "1");
        Assert.Equal("other/0", await child.ReadLineAsync());

        Assert.Equal(new StoreChange(StoreChangeKind.DirectoryChanged, "other"), await NextAsync(changes));
        Assert.Equal(new StoreChange(StoreChangeKind.ImageChanged, "other/0"), await NextAsync(changes));
    }

    private static async Task SkipStateAsync(IAsyncEnumerator<StoreChange> changes)
    {
        while ((await NextAsync(changes)).Kind != StoreChangeKind.StateComplete)
        {
        }
    }

    private static async Task<StoreChange> NextAsync(TestStore store, IAsyncEnumerator<StoreChange> changes)
    {
        var next = changes.MoveNextAsync();
        store.Time.Advance(StoreWatch.Interval);
        Assert.True(await next);
        return changes.Current;
    }

    private static async Task<StoreChange> NextAsync(IAsyncEnumerator<StoreChange> changes)
    {
        Assert.True(await changes.MoveNextAsync());
        return changes.Current;
    }
}
