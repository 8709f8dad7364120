using System.Collections.Concurrent;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Testing.Samples;

namespace Imaginator.Testing;

/// <summary>
/// The conformance suite for image stores. Derive a public class from it in a test project for xunit v3: it inherits the tests. Each test
/// has its own instance of the class, which must have its own, empty store.
/// </summary>
public abstract partial class ImageStoreConformance : IAsyncDisposable
{
    private readonly List<IImageStore> _stores = [];

    /// <summary>The clock of the store. By default, the clock of the machine.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>The token of the running test.</summary>
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the store of the test. The suite opens it several times, as several processes would, and disposes of each.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The store.</returns>
    protected abstract Task<IImageStore> OpenStoreAsync(CancellationToken cancellationToken);

    /// <summary>Makes time pass for the store. By default, waits. Override it together with <see cref="Clock"/> for a fake clock.</summary>
    /// <param name="duration">The duration.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the time has passed.</returns>
    protected virtual Task AdvanceClockAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        Task.Delay(duration, Clock, cancellationToken);

    /// <summary>
    /// Removes expired images and unreferenced objects. By default, <see cref="IStoreMaintenance.CollectGarbageAsync"/> if the store has it.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the store has removed them.</returns>
    protected virtual Task CollectGarbageAsync(IImageStore store, CancellationToken cancellationToken) =>
        store is IStoreMaintenance maintenance ? maintenance.CollectGarbageAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Disposes of the open stores.</summary>
    /// <returns>A task that completes when the stores are closed.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An image and its objects are read as they were added, including names that are not UTF-8.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Image_IsReadAsItWasAdded()
    {
        var store = await OpenAsync();
        Image added;
        await using (var upload = await store.BeginUploadAsync(Token))
        {
            added = ConformanceImages.Rich(upload.KeepsExtendedAttributes);
            await AddTextsAsync(upload, ConformanceImages.RichTexts);
            await upload.CommitAsync("rich/1", added, Token);
        }

        var image = await store.GetImageAsync("rich/1", withFileSystem: true, Token);
        Assert.NotNull(image);
        Assert.Equal(added with { CreatedBy = image.CreatedBy, CreatedOn = image.CreatedOn }, image);
        Assert.Equal(image with { FileSystem = null }, await store.GetImageAsync("rich/1", withFileSystem: false, Token));
        Assert.Null(await store.GetImageAsync("rich/2", withFileSystem: false, Token));
        Assert.Null(await store.GetImageAsync("no/such/stream", withFileSystem: true, Token));
        await RequireTextsAsync(store, ConformanceImages.RichTexts);
        Assert.Null(await store.FindMissingObjectAsync("rich/1", Token));
    }

    /// <summary>The list has the images of a directory and those below it, in the byte order of their names.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task List_HasImagesInOrder()
    {
        var store = await OpenAsync();
        string[] names = ["a/1", "a/b/1", "a/b/2", "ab/1", "\u00e9/1", "\uffee/1", "\U0001F600/1"];
        foreach (var name in Enumerable.Reverse(names))
        {
            await AddAsync(store, name, "x");
        }

        await store.MakeDirectoryAsync("empty/directory", Token);
        await store.MakeDirectoryAsync("empty/directory", Token);
        await store.MakeDirectoriesAsync(["empty/one", "empty/two", "a"], Token);
        Assert.Equal(names, await ListAsync(store));
        Assert.Equal(["a/1", "a/b/1", "a/b/2"], await ListAsync(store, "a"));
        Assert.Empty(await ListAsync(store, "empty"));
        Assert.Empty(await ListAsync(store, "no/such/directory"));
    }

    /// <summary>The newest image of a stream is found, under each condition.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task FindLatest_FindsTheNewestImageOfTheStream()
    {
        var store = await OpenAsync();
        var tagged = ConformanceImages.Rich(hasAttributes: false);
        var expires = Clock.GetUtcNow() + TimeSpan.FromDays(1);
        await AddAsync(store, "s/z", image => image with { BuildCommitId = tagged.BuildCommitId, BuildBranch = "main", Tags = tagged.Tags }, "x");
        await AddAsync(store, "s/m", "x");
        await AddAsync(store, "s/a", image => image with { ExpiresAt = expires }, "x");
        await AddAsync(store, "s/below/1", "x");

        Assert.Equal("s/a", await store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, Token));
        Assert.Equal("s/m", await store.FindLatestImageAsync(new ImageQuery { StreamName = "s", IgnoreExpiringImages = true }, Token));
        Assert.Equal(
            "s/z", await store.FindLatestImageAsync(new ImageQuery { StreamName = "s", BuildCommitId = tagged.BuildCommitId }, Token));
        Assert.Equal("s/z", await FindByTagAsync(store, "2", "1"));
        Assert.Null(await FindByTagAsync(store, "2"));
        Assert.Null(await store.FindLatestImageAsync(new ImageQuery { StreamName = "no/such/stream" }, Token));
    }

    /// <summary>The name of an image cannot be used again, even after its deletion. A deleted image does not exist.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Names_AreUsedOnce()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "x");
        await FailsAsync(ImageStoreError.ImageExists, () => AddAsync(store, "s/1", "y"));
        Assert.Equal(["s/1"], await ListAsync(store));
        await RequireCompleteAsync(store, "s/1", "x");

        await store.DeleteImageAsync("s/1", Token);
        await RequireAbsentAsync(store, "s/1");
        await FailsAsync(ImageStoreError.ImageExists, () => AddAsync(store, "s/1", "x"));
        await RequireAbsentAsync(store, "s/1");
    }

    /// <summary>Names that are not relative paths are refused.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task BadNames_AreRefused()
    {
        var store = await OpenAsync();
        foreach (var name in (string[])["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\nb"])
        {
            await Assert.ThrowsAsync<ImageStoreException>(() => AddAsync(store, name, "x"));
        }

        Assert.Empty(await ListAsync(store));
    }

    /// <summary>A canceled call ends with that exception, and a canceled commit leaves no image.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task CanceledCalls_AreCanceled()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "x");
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.GetImageAsync("s/1", withFileSystem: true, canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.DeleteImageAsync("s/1", canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.GetObjectsAsync([ConformanceImages.HashOf("x")], (_, _, _) => ValueTask.CompletedTask, canceled.Token));
        await using var upload = await store.BeginUploadAsync(Token);
        await AddTextsAsync(upload, ["y"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => upload.CommitAsync("s/2", ConformanceImages.Of("y"), canceled.Token));
        Assert.Equal(["s/1"], await ListAsync(store));
    }

    private async Task<IImageStore> OpenAsync()
    {
        var store = await OpenStoreAsync(Token);
        _stores.Add(store);
        return store;
    }

    // As the end of all processes does.
    private async Task CloseAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _stores.Clear();
    }

    private Task AddAsync(IImageStore store, string name, params string[] texts) => AddAsync(store, name, image => image, texts);

    private async Task AddAsync(IImageStore store, string name, Func<Image, Image> change, params string[] texts)
    {
        await using (var upload = await store.BeginUploadAsync(Token))
        {
            await AddTextsAsync(upload, texts);
            await upload.CommitAsync(name, change(ConformanceImages.Of(texts)), Token);
        }

        // Stores can have times with little precision.
        await AdvanceClockAsync(TimeSpan.FromMilliseconds(20), Token);
    }

    private static async Task AddTextsAsync(IImageUpload upload, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            await AddTextAsync(upload, text);
        }
    }

    private static async Task<bool> AddTextAsync(IImageUpload upload, string text) =>
        await upload.AddObjectAsync(ConformanceImages.HashOf(text), ObjectContents.FromBytes(ConformanceImages.BytesOf(text)), Token);

    private static async Task<List<string>> ListAsync(IImageStore store, string directory = "")
    {
        var names = new List<string>();
        await foreach (var image in store.ListImagesAsync(directory, Token))
        {
            names.Add(image.Name);
        }

        return names;
    }

    private static Task<string?> FindByTagAsync(IImageStore store, params string[] values)
    {
        var query = new ImageQuery { StreamName = "s" };
        return store.FindLatestImageAsync(
            new ImageQuery { StreamName = query.StreamName, TagsToMatch = query.TagsToMatch.Add("a", [.. values]) }, Token);
    }

    private static async Task<ImageStoreException> FailsAsync(ImageStoreError reason, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<ImageStoreException>(action);
        Assert.True(failure.Reason == reason, $"the reason of the failure is {failure.Reason} instead of {reason}: {failure.Message}");
        return failure;
    }

    private static async Task RequireAbsentAsync(IImageStore store, string name)
    {
        Assert.Null(await store.GetImageAsync(name, withFileSystem: false, Token));
        Assert.DoesNotContain(name, await ListAsync(store));
        Assert.NotEqual(name, await store.FindLatestImageAsync(new ImageQuery { StreamName = name[..name.LastIndexOf('/')] }, Token));
        await FailsAsync(ImageStoreError.UnknownImage, () => store.DeleteImageAsync(name, Token));
        await FailsAsync(ImageStoreError.UnknownImage, () => store.ChangeImageExpirationAsync(name, null, Token));
        await FailsAsync(ImageStoreError.UnknownImage, async () => await (await store.PinImageAsync(name, Token)).DisposeAsync());
    }

    private static async Task RequireCompleteAsync(IImageStore store, string name, params string[] texts)
    {
        var image = await store.GetImageAsync(name, withFileSystem: true, Token);
        Assert.NotNull(image);
        Assert.Equal(ConformanceImages.Of(texts).FileSystem, image.FileSystem);
        await RequireTextsAsync(store, texts);
    }

    private static async Task RequireTextsAsync(IImageStore store, IReadOnlyList<string> texts)
    {
        var received = await ReadAsync(store, [.. texts.Select(ConformanceImages.HashOf)]);
        Assert.Equal(texts.Select(ConformanceImages.BytesOf), received);
    }

    /// <summary>Reads objects directly from the store, which must deliver each one once.</summary>
    private static async Task<byte[][]> ReadAsync(IImageStore store, ObjectHash[] hashes)
    {
        var received = new ConcurrentDictionary<int, byte[]>();
        await store.GetObjectsAsync(
            hashes,
            async (index, contents, token) =>
            {
                using var copy = new MemoryStream();
                await using var stream = contents.OpenRead();
                await stream.CopyToAsync(copy, token);
                Assert.Equal(contents.Length, copy.Length);
                Assert.True(received.TryAdd(index, copy.ToArray()), $"the store delivered object {index} twice");
            },
            Token);
        Assert.Equal(Enumerable.Range(0, hashes.Length), received.Keys.Order());
        return [.. received.OrderBy(item => item.Key).Select(item => item.Value)];
    }
}
