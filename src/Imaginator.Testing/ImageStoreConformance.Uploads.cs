using System.Globalization;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Testing.Processes;
using Imaginator.Testing.Samples;

namespace Imaginator.Testing;

/// <content>Uploads: objects of any size, several at the same time, and uploads that end at any step.</content>
public abstract partial class ImageStoreConformance
{
    private const int ConcurrentUploads = 6;

    private static readonly string[] CrashTexts = ["crash one", "crash two", "crash three"];

    /// <summary>Objects of any size are stored from memory, files and streams. The store says which of them are new.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Objects_OfAnySizeAndForm_AreStored()
    {
        var store = await OpenAsync();
        using var scratch = new TestScratch();
        string[] texts = [.. new[] { 1, 4095, 4096, 262_145, 1_300_000 }.Select(length => new string((char)('a' + (length % 26)), length))];
        await using (var upload = await store.BeginUploadAsync(Token))
        {
            foreach (var (index, text) in texts.Index())
            {
                var bytes = ConformanceImages.BytesOf(text);
                var path = Path.Combine(scratch.Path, "contents");
                await File.WriteAllBytesAsync(path, bytes, Token);
                using var file = File.OpenHandle(path);
                using var stream = new FaultyStream(bytes, StreamFault.None, 0);
                var contents = (index % 3) switch
                {
                    0 => ObjectContents.FromBytes(bytes),
                    1 => ObjectContents.FromFile(file, bytes.Length),
                    _ => stream.ToObjectContents(),
                };
                Assert.True(await upload.AddObjectAsync(ObjectHash.Compute(bytes), contents, Token), "a new object was not reported as new");
                Assert.False(await AddTextAsync(upload, text), "an object that the upload has was reported as new");
            }

            await upload.CommitAsync("s/1", ConformanceImages.Of(texts), Token);
        }

        await RequireCompleteAsync(store, "s/1", texts);
        Assert.Equal(2, (await ReadAsync(store, [ConformanceImages.HashOf(texts[0]), ConformanceImages.HashOf(texts[0])])).Length);
        await using var second = await store.BeginUploadAsync(Token);
        Assert.False(await AddTextAsync(second, texts[1]), "an object of an image was reported as new");
    }

    /// <summary>An object that does not exist is an error that names its hash.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task UnknownObject_IsAnError_WithItsHash()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "x");
        var failure = await FailsAsync(
            ImageStoreError.UnknownObject, () => ReadAsync(store, [ConformanceImages.HashOf("x"), ConformanceImages.HashOf("unknown")]));
        Assert.Contains(ConformanceImages.HashOf("unknown").ToString(), failure.Message, StringComparison.Ordinal);
    }

    /// <summary>An image without one of its objects is refused: files, and the build log.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task ImageWithoutItsObjects_IsRefused()
    {
        var store = await OpenAsync();
        Image[] images =
        [
            ConformanceImages.Of("x", "missing"), ConformanceImages.Of("x") with { BuildLog = new Annotation(ConformanceImages.HashOf("missing")) },
        ];
        foreach (var image in images)
        {
            await using var upload = await store.BeginUploadAsync(Token);
            await AddTextsAsync(upload, ["x"]);
            var failure = await Assert.ThrowsAsync<ImageStoreException>(() => upload.CommitAsync("s/1", image, Token));
            Assert.True(failure.Reason is ImageStoreError.BadRequest or ImageStoreError.UnknownObject, failure.ToString());
        }

        Assert.Empty(await ListAsync(store));
    }

    /// <summary>Uploads that share objects can run at the same time, even in several processes.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Uploads_CanRunAtTheSameTime()
    {
        IImageStore[] stores = [await OpenAsync(), await OpenAsync()];
        var names = Enumerable.Range(0, ConcurrentUploads)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"s/{i}")).ToArray();
        await Task.WhenAll(names.Select((name, i) => Task.Run(
            async () =>
            {
                await using var upload = await stores[i % stores.Length].BeginUploadAsync(Token);
                await Task.WhenAll(((string[])["shared", "also shared", name]).Select(text => AddTextAsync(upload, text)));
                await upload.CommitAsync(name, ConformanceImages.Of("shared", "also shared", name), Token);
            },
            Token)));

        Assert.Equal(names, await ListAsync(stores[0]));
        foreach (var name in names)
        {
            await RequireCompleteAsync(stores[1], name, "shared", "also shared", name);
        }
    }

    /// <summary>An upload that is disposed of leaves no image, and removes no object of images and other uploads.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task DisposedUpload_LeavesNothing_AndTakesNothing()
    {
        var store = await OpenAsync();
        await AddAsync(store, "s/1", "of an image");
        await using (var other = await store.BeginUploadAsync(Token))
        {
            await using (var abandoned = await store.BeginUploadAsync(Token))
            {
                await AddTextsAsync(abandoned, ["of an image", "of both uploads", "its own"]);
                await AddTextsAsync(other, ["of both uploads"]);
            }

            await CollectGarbageAsync(store, Token);
            await other.CommitAsync("s/2", ConformanceImages.Of("of both uploads"), Token);
        }

        Assert.Equal(["s/1", "s/2"], await ListAsync(store));
        await RequireCompleteAsync(store, "s/1", "of an image");
        await RequireCompleteAsync(store, "s/2", "of both uploads");
    }

    /// <summary>Contents that differ from their hash or end early never become an object.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task WrongContents_NeverBecomeAnObject()
    {
        var bytes = ConformanceImages.BytesOf(CrashTexts[1]);
        var store = await OpenAsync();
        foreach (var fault in (StreamFault[])[StreamFault.FlipByte, StreamFault.EndEarly, StreamFault.Throw])
        {
            Assert.False(
                await TryUploadAsync(store, "s/1", new FaultyStream(bytes, fault, bytes.Length / 2), null, null, Token),
                $"the store accepted contents with the fault {fault}");
            Assert.Empty(await ListAsync(store));
        }

        await AddAsync(store, "s/2", CrashTexts);
        await RequireCompleteAsync(store, "s/2", CrashTexts);
    }

    /// <summary>An upload that ends at any step leaves the complete image or none, after the store is opened again.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task UploadThatEndsAnywhere_LeavesACompleteImageOrNone()
    {
        var bytes = ConformanceImages.BytesOf(CrashTexts[1]);
        for (var step = 0; step < 6; step++)
        {
            var store = await OpenAsync();
            var name = string.Create(CultureInfo.InvariantCulture, $"s/{step}");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var stream = new FaultyStream(bytes, step == 0 ? StreamFault.Throw : StreamFault.None, Math.Min(step, bytes.Length))
            {
                Reached = step is 1 or 2 ? stop.Cancel : null,
            };
            await TryUploadAsync(
                store, name, stream, step == 3 ? stop.CancelAsync : null, step >= 4 ? stop.CancelAsync : null, stop.Token);

            await CloseAsync();
            await RequireOnlyCompleteImagesAsync(await OpenAsync());
        }

        var last = await OpenAsync();
        await AddAsync(last, "s/last", CrashTexts);
        await RequireCompleteAsync(last, "s/last", CrashTexts);
    }

    // The second object comes from the stream. False if the upload failed.
    private static async Task<bool> TryUploadAsync(
        IImageStore store, string name, FaultyStream stream, Func<Task>? afterObjects, Func<Task>? duringCommit,
        CancellationToken cancellationToken)
    {
        await using var upload = await store.BeginUploadAsync(Token);
        try
        {
            await AddTextAsync(upload, CrashTexts[0]);
            await upload.AddObjectAsync(ConformanceImages.HashOf(CrashTexts[1]), stream.ToObjectContents(), cancellationToken);
            await AddTextAsync(upload, CrashTexts[2]);
            await (afterObjects?.Invoke() ?? Task.CompletedTask);
            var commit = Task.Run(() => upload.CommitAsync(name, ConformanceImages.Of(CrashTexts), cancellationToken), CancellationToken.None);
            await (duringCommit?.Invoke() ?? Task.CompletedTask);
            await commit;
            return true;
        }
        catch (Exception e) when (e is ImageStoreException or IOException or OperationCanceledException)
        {
            Token.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task RequireOnlyCompleteImagesAsync(IImageStore store)
    {
        foreach (var name in await ListAsync(store))
        {
            await RequireCompleteAsync(store, name, CrashTexts);
        }
    }
}
