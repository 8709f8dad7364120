using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class AddImageTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Keeps_WhatIsSaidOfItsOrigin()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        var created = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);

        await AddAsync(store, "s/2", new ImageOrigin { CreatedBy = "alice", CreatedOn = created });
        await AddAsync(store, "s/3", new ImageOrigin { CreatedBy = "" });

        var old = (await store.Server.GetImageAsync("s/2", false, Cancellation))!;
        Assert.Equal(("alice", created), (old.CreatedBy, old.CreatedOn));
        var now = (await store.Server.GetImageAsync("s/3", false, Cancellation))!;
        Assert.Equal(("", store.Time.GetUtcNow()), (now.CreatedBy, now.CreatedOn));
        Assert.Equal("s/3", await store.Server.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Cancellation));
    }

    [Fact]
    public async Task Refuses_AnImageWithoutItsObjects()
    {
        await using var store = await TestStore.CreateAsync();

        var error = await Assert.ThrowsAsync<ImageStoreException>(
            () => AddAsync(store, "s/1", new ImageOrigin { CreatedBy = "" }));

        Assert.Equal(ImageStoreError.BadRequest, error.Reason);
    }

    [Fact]
    public async Task TakesAnArchivedImageBack_UnderItsName()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "x");
        var origin = new ImageOrigin { CreatedBy = "bob", MayReuseName = true };
        await FailsAsync(); // it is there
        await using (await store.Server.PinImageAsync("s/1", Cancellation))
        {
            await store.Server.DeleteImageAsync("s/1", Cancellation);
            await FailsAsync(); // it was deleted, but somebody uses it
        }

        await AddAsync(store, "s/1", origin);

        Assert.Equal("bob", (await store.Server.GetImageAsync("s/1", true, Cancellation))!.CreatedBy);
        await FailsAsync();

        async Task FailsAsync() => Assert.Equal(
            ImageStoreError.ImageExists,
            (await Assert.ThrowsAsync<ImageStoreException>(() => AddAsync(store, "s/1", origin))).Reason);
    }

    private static Task AddAsync(TestStore store, string name, ImageOrigin origin) =>
        store.Server.AddImageAsync(name, Samples.ImageOf("x"), origin, Cancellation);
}
