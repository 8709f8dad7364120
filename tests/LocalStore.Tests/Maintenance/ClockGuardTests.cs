using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Maintenance;

/// <summary>Clocks that are wrong for a while.</summary>
public sealed class ClockGuardTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task KeepsExpiredImages_WhileTheClockIsAhead()
    {
        using var directory = new TemporaryDirectory();
        var clock = new WallClock();
        await using var store = await OpenAsync(directory, clock);
        await AddAsync(store, "s/expiring", clock.GetUtcNow().AddDays(30), "x");

        // Not only by the collection in the background: the clock has been observed before it jumps.
        await store.CollectGarbageAsync(Cancellation);
        clock.Advance(TimeSpan.FromHours(1));
        clock.Error = TimeSpan.FromDays(60);
        await AddAsync(store, "s/future", null, "y");
        await store.CollectGarbageAsync(Cancellation);
        Assert.Null(await store.GetImageAsync("s/expiring", false, Cancellation));
        Assert.Contains("the clock jumped ahead at", await store.FindWarningAsync(Cancellation), StringComparison.Ordinal);

        // A deletion does not depend on the clock.
        await store.DeleteImageAsync("s/future", Cancellation);
        Assert.Equal(1, (await store.CollectGarbageAsync(Cancellation)).Images);

        clock.Advance(TimeSpan.FromHours(1));
        clock.Error = TimeSpan.Zero;
        await store.CollectGarbageAsync(Cancellation);
        Assert.NotNull(await store.GetImageAsync("s/expiring", true, Cancellation));
    }

    [Fact]
    public async Task RemovesExpiredImages_OnceTheClockHasRunForADay()
    {
        using var directory = new TemporaryDirectory();
        var clock = new WallClock();
        await using var store = await OpenAsync(directory, clock);
        await AddAsync(store, "s/1", clock.GetUtcNow().AddDays(30), "x");
        await store.CollectGarbageAsync(Cancellation);
        clock.Error = TimeSpan.FromDays(31);
        Assert.Equal(0, (await store.CollectGarbageAsync(Cancellation)).Images);
        clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, (await store.CollectGarbageAsync(Cancellation)).Images);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await store.CollectGarbageAsync(Cancellation)).Images);
    }

    [Fact]
    public async Task RemovesExpiredImages_OfAStoreThatWasNotUsedForLong()
    {
        using var directory = new TemporaryDirectory();
        var clock = new WallClock();
        await using var store = await OpenAsync(directory, clock);
        await AddAsync(store, "s/1", clock.GetUtcNow().AddDays(30), "x");
        await store.CollectGarbageAsync(Cancellation);
        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, (await store.CollectGarbageAsync(Cancellation)).Images);
    }

    [Fact]
    public async Task AnImageFromTheFuture_IsNotNewerThanOthers()
    {
        using var directory = new TemporaryDirectory();
        var clock = new WallClock();
        await using var store = await OpenAsync(directory, clock);
        var query = new ImageQuery { StreamName = "s" };
        await AddAsync(store, "s/1", null, "x");
        clock.Advance(TimeSpan.FromHours(1));
        clock.Error = TimeSpan.FromDays(365);
        await AddAsync(store, "s/2", null, "y");
        clock.Error = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("s/1", await store.FindLatestImageAsync(query, Cancellation));
        Assert.Contains("image s/2 has the creation time", await store.FindWarningAsync(Cancellation), StringComparison.Ordinal);
        await AddAsync(store, "s/3", null, "z");
        Assert.Equal("s/3", await store.FindLatestImageAsync(query, Cancellation));

        // Of images that are all from the future, as after a reset of the clock, the last one is the newest.
        clock.Error = TimeSpan.FromDays(-3650);
        Assert.Equal("s/3", await store.FindLatestImageAsync(query, Cancellation));
    }

    private static Task<LocalImageStore> OpenAsync(TemporaryDirectory directory, TimeProvider clock) =>
        TestStore.OpenAsync("local://" + directory.PathOf("store"), clock);

    private static async Task AddAsync(LocalImageStore store, string name, DateTimeOffset? expiresAt, string text)
    {
        await using var upload = await store.BeginUploadAsync(Cancellation);
        await TestStore.AddTextAsync(upload, text);
        await upload.CommitAsync(name, Samples.ImageOf(text) with { ExpiresAt = expiresAt }, Cancellation);
    }
}
