using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Testing.Samples;

namespace Imaginator.Testing;

/// <content>Pins, expiration, corruption, and what a store keeps when it is closed.</content>
public abstract partial class ImageStoreConformance
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether a pinned image stays readable after it expires or is deleted. By default, true. False is only for clients of services
    /// whose protocol has no pins.
    /// </summary>
    protected virtual bool KeepsPinnedImages => true;

    /// <summary>
    /// Changes a byte of a stored object, as a faulty disk would. By default, does nothing and returns false: the test of corrupt objects is
    /// optional and skipped.
    /// </summary>
    /// <param name="hash">The hash of the object.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the object is corrupt now.</returns>
    protected virtual Task<bool> CorruptObjectAsync(ObjectHash hash, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>The store has everything that was added before it was closed.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Store_KeepsEverything_WhenItIsClosed()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "x", "y");
        var expires = Clock.GetUtcNow() + TimeSpan.FromDays(30);
        await AddAsync(store, "s/2", image => image with { ExpiresAt = expires }, "y", "z");
        await store.DeleteImageAsync("s/1", Token);
        await CloseAsync();

        store = await OpenAsync();
        await CollectGarbageAsync(store, Token);
        Assert.Equal(["s/2"], await ListAsync(store));
        await RequireCompleteAsync(store, "s/2", "y", "z");
        Assert.Equal(expires, (await store.GetImageAsync("s/2", withFileSystem: false, Token))?.ExpiresAt);
        await RequireAbsentAsync(store, "s/1");
    }

    /// <summary>A pinned image stays readable by its name after its deletion, until its last pin is released.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task PinnedImage_StaysReadable_AfterItsDeletion()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "x", "y");
        await FailsAsync(ImageStoreError.UnknownImage, async () => await (await store.PinImageAsync("s/2", Token)).DisposeAsync());
        var pin = await store.PinImageAsync("s/1", Token);
        var second = await store.PinImageAsync("s/1", Token);

        await store.DeleteImageAsync("s/1", Token);

        Assert.Empty(await ListAsync(store));
        await RequirePinnedAsync(store, "s/1", "x", "y");
        await pin.DisposeAsync();
        await RequirePinnedAsync(store, "s/1", "x", "y");
        await second.DisposeAsync();
        await RequireAbsentAsync(store, "s/1");
    }

    /// <summary>A pinned image stays readable by its name after its expiration.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task PinnedImage_StaysReadable_AfterItsExpiration()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", Expiring, "x");
        await using (await store.PinImageAsync("s/1", Token))
        {
            await ExpireAsync();
            Assert.Empty(await ListAsync(store));
            await RequirePinnedAsync(store, "s/1", "x");
        }

        await RequireAbsentAsync(store, "s/1");
    }

    /// <summary>An expired image does not exist for callers.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task ExpiredImage_DoesNotExist()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", Expiring, "x");
        Assert.Equal(["s/1"], await ListAsync(store));
        await RequireCompleteAsync(store, "s/1", "x");

        await ExpireAsync();
        await RequireAbsentAsync(store, "s/1");
        await CollectGarbageAsync(store, Token);
        await RequireAbsentAsync(store, "s/1");
        await FailsAsync(ImageStoreError.ImageExists, () => AddAsync(store, "s/1", "x"));
    }

    /// <summary>An image whose expiration time has passed is never visible.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task ImageThatHasExpired_CannotBeAdded()
    {
        var store = await OpenAsync();
        var past = Clock.GetUtcNow() - TimeSpan.FromSeconds(1);

        // Services accept it silently: it is the same as added and expired.
        await Record.ExceptionAsync(() => AddAsync(store, "s/1", image => image with { ExpiresAt = past }, "x"));
        await RequireAbsentAsync(store, "s/1");
    }

    /// <summary>The expiration can be postponed and removed, but not brought forward.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Expiration_CanOnlyBePostponed()
    {
        var store = await OpenAsync();
        var first = Clock.GetUtcNow() + TimeSpan.FromHours(1);
        await AddAsync(store, "s/1", image => image with { ExpiresAt = first }, "x");
        await store.ChangeImageExpirationAsync("s/1", first + TimeSpan.FromHours(1), Token);
        await FailsAsync(ImageStoreError.BadRequest, () => store.ChangeImageExpirationAsync("s/1", first, Token));
        Assert.Equal(first + TimeSpan.FromHours(1), (await store.GetImageAsync("s/1", withFileSystem: false, Token))?.ExpiresAt);

        await store.ChangeImageExpirationAsync("s/1", null, Token);
        var image = await store.GetImageAsync("s/1", withFileSystem: false, Token);
        Assert.NotNull(image);
        Assert.Null(image.ExpiresAt);
        await FailsAsync(ImageStoreError.BadRequest, () => store.ChangeImageExpirationAsync("s/1", first, Token));
    }

    /// <summary>A corrupt object is never delivered as if it were right.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task CorruptObject_IsNotDelivered()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "good", "corrupt");
        var hash = ConformanceImages.HashOf("corrupt");
        if (!await CorruptObjectAsync(hash, Token))
        {
            Assert.Skip($"optional: override {nameof(CorruptObjectAsync)} to test corrupt objects");
            return;
        }

        var failure = await FailsAsync(
            ImageStoreError.Corrupt,
            () => store.GetVerifiedObjectsAsync([ConformanceImages.HashOf("good"), hash], (_, contents, token) => DrainAsync(contents.OpenRead(), token), Token));
        Assert.Contains(hash.ToString(), failure.Message, StringComparison.Ordinal);
        if (store.VerifiesObjects)
        {
            await FailsAsync(ImageStoreError.Corrupt, () => ReadAsync(store, [hash]));
        }

        await RequireTextsAsync(store, ["good"]);
    }

    private static async ValueTask DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using (stream)
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        }
    }

    private Image Expiring(Image image) => image with { ExpiresAt = Clock.GetUtcNow() + Lifetime };

    private Task ExpireAsync() => AdvanceClockAsync(Lifetime, Token);

    private async Task RequirePinnedAsync(IImageStore store, string name, params string[] texts)
    {
        if (KeepsPinnedImages)
        {
            await CollectGarbageAsync(store, Token);
            await RequireCompleteAsync(store, name, texts);
        }
    }
}
