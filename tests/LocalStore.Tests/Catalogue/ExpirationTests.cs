using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Catalogue;

public sealed class ExpirationTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Hides_AnImage_FromTheMomentItExpires()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "x");
        Assert.NotNull(await store.Server.GetImageAsync("s/1", true, Cancellation));
        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await store.Server.GetImageAsync("s/1", true, Cancellation));
        Assert.Empty(await store.ListAsync());
        await Fails(ImageStoreError.UnknownImage, () => store.Server.PinImageAsync("s/1", Cancellation).AsTask());
        await Fails(ImageStoreError.UnknownImage, () => store.Server.ChangeImageExpirationAsync("s/1", null, Cancellation));
        await Fails(ImageStoreError.UnknownImage, () => store.Server.DeleteImageAsync("s/1", Cancellation));
    }

    [Fact]
    public async Task Moves_OnlyLater()
    {
        await using var store = await TestStore.CreateAsync();
        var soon = store.Time.GetUtcNow().AddHours(1);
        await store.AddAsync("s/1", image => image with { ExpiresAt = soon }, "x");
        Task Change(DateTimeOffset? to) => store.Server.ChangeImageExpirationAsync("s/1", to, Cancellation);

        var error = await Fails(ImageStoreError.BadRequest, () => Change(soon.AddSeconds(-1)));
        Assert.Contains("cannot shorten expiration time", error.Message);
        await Change(soon);
        await Change(soon.AddHours(1));
        Assert.Equal(soon.AddHours(1), (await store.Server.GetImageAsync("s/1", false, Cancellation))!.ExpiresAt);
        await Change(null);
        Assert.Null((await store.Server.GetImageAsync("s/1", false, Cancellation))!.ExpiresAt);
        await Fails(ImageStoreError.BadRequest, () => Change(soon.AddYears(100)));
        await Fails(ImageStoreError.UnknownImage, () => store.Server.ChangeImageExpirationAsync("s/2", null, Cancellation));
    }

    [Fact]
    public async Task Refuses_ImagesThatHaveExpiredBefore()
    {
        await using var store = await TestStore.CreateAsync();
        await Fails(
            ImageStoreError.BadRequest,
            () => store.AddAsync("s/1", image => image with { ExpiresAt = store.Time.GetUtcNow() }, "x"));
        Assert.Empty(await store.ListAsync());
    }

    [Fact]
    public async Task Pinned_ItStaysReadable_AndGoesAfterwards()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "x");
        await store.AddAsync("s/2", "y");
        var pins = new[]
        {
            await store.Server.PinImageAsync("s/1", Cancellation), await store.Server.PinImageAsync("s/2", Cancellation),
        };
        store.Time.Advance(TimeSpan.FromDays(1));
        await store.Server.DeleteImageAsync("s/2", Cancellation);

        Assert.Equal(new StoreCollectionReport(0, 0, 0), await store.Server.CollectGarbageAsync(Cancellation));
        Assert.Empty(await store.ListAsync());
        Assert.NotNull((await store.Server.GetImageAsync("s/1", true, Cancellation))!.FileSystem);
        Assert.NotNull((await store.Server.GetImageAsync("s/2", true, Cancellation))!.FileSystem);

        foreach (var pin in pins)
        {
            await pin.DisposeAsync();
            await pin.DisposeAsync();
        }

        Assert.Null(await store.Server.GetImageAsync("s/1", true, Cancellation));
        var report = await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal((2, 4), (report.Images, report.Objects));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    private static async Task<ImageStoreException> Fails(ImageStoreError reason, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<ImageStoreException>(action);
        Assert.Equal(reason, error.Reason);
        return error;
    }
}
