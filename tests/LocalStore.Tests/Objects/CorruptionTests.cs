using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Objects;

public sealed class CorruptionTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    public static TheoryData<string> Contents() => ["small", new string('x', 300_000)];

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Delivers_NoCorruptObject(string text)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", text, "other");
        await FlipAsync(store.ObjectPath(text));
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.GetObjectsAsync(
            [Samples.HashOf(text)], (_, _, _) => throw new InvalidOperationException("delivered"), Cancellation));
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.Contains(Samples.HashOf(text).ToString(), error.Message);
        Assert.Contains(store.ObjectPath(text), error.Message);
        Assert.Contains("builder-tool fsck-store -repair", error.Message);
    }

    [Fact]
    public async Task Names_MissingAndEmptyObjects()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        File.Delete(store.ObjectPath("x"));
        await File.WriteAllTextAsync(store.ObjectPath("y"), "", Cancellation);
        Assert.Equal(ImageStoreError.UnknownObject, (await GetAsync(store, "x")).Reason);
        Assert.Equal(ImageStoreError.Corrupt, (await GetAsync(store, "y")).Reason);
    }

    [Fact]
    public async Task Leaves_TheReceiversFailuresToTheReceiver()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await Assert.ThrowsAsync<IOException>(() => store.Server.GetObjectsAsync(
            [Samples.HashOf("x")], (_, _, _) => throw new IOException("the receiver's"), Cancellation));
    }

    [Fact]
    public async Task Notices_ACorruptTree()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        var tree = Directory.EnumerateFiles(store.Path + "/objects", "*", SearchOption.AllDirectories)
            .Single(path => path != store.ObjectPath("x"));
        await FlipAsync(tree);
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.GetImageAsync("s/1", true, Cancellation));
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.NotNull(await store.Server.GetImageAsync("s/1", false, Cancellation));

        // Nobody knows which objects are needed: better to keep all of them.
        await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.CollectGarbageAsync(Cancellation));
        Assert.True(File.Exists(store.ObjectPath("x")));
    }

    [Fact]
    public async Task Replaces_ADamagedObject_WhoseContentsAreAtHand()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await FlipAsync(store.ObjectPath("x"));

        await store.AddAsync("s/2", "x");

        Assert.Equal("x", await File.ReadAllTextAsync(store.ObjectPath("x"), Cancellation));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task TellsClients_ThatADamagedObjectIsMissing_SoThatTheySendItAgain()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await FlipAsync(store.ObjectPath("x"));
        Assert.Equal(ImageStoreError.Corrupt, (await GetAsync(store, "x")).Reason);

        Assert.Equal([0L, 1L], await store.Server.FindObjectsAsync([Samples.HashOf("x"), Samples.HashOf("y")], Cancellation));
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await TestStore.AddTextAsync(upload, "y");
            var error = await Assert.ThrowsAsync<ImageStoreException>(
                () => upload.CommitAsync("s/2", Samples.ImageOf("x", "y") with { SourceImage = "s/1" }, Cancellation));
            Assert.Contains($"object {Samples.HashOf("x")} is missing", error.Message, StringComparison.Ordinal);
        }

        await store.AddAsync("s/3", "x");
        Assert.Equal([1L], await store.Server.FindObjectsAsync([Samples.HashOf("x")], Cancellation));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ListsNoImage_WhoseUnchangedObjectIsGoneOrShorter(bool isGone)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("source/1", "unchanged", "y");
        if (isGone)
        {
            File.Delete(store.ObjectPath("unchanged"));
        }
        else
        {
            await File.WriteAllTextAsync(store.ObjectPath("unchanged"), "un", Cancellation);
        }

        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await TestStore.AddTextAsync(upload, "z");
        var error = await Assert.ThrowsAsync<ImageStoreException>(
            () => upload.CommitAsync("s/1", Samples.ImageOf("unchanged", "z") with { SourceImage = "source/1" }, Cancellation));

        Assert.Contains(Samples.HashOf("unchanged").ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(["source/1"], await store.ListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing")]
    [InlineData("shorter")]
    [InlineData("known to be damaged")]
    [InlineData("tree")]
    public async Task FindsTheMissingObject_OfAnImage(string fault)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "text", "other");
        var path = store.ObjectPath("text");
        var tree = store.ListObjects().Except([path, store.ObjectPath("other")]).Single();
        switch (fault)
        {
            case "missing":
                File.Delete(path);
                break;
            case "shorter":
                await File.WriteAllTextAsync(path, "te", Cancellation);
                break;
            case "known to be damaged":
                await FlipAsync(path);
                await store.Server.ScrubAsync(long.MaxValue, Cancellation);
                break;
            case "tree":
                File.Delete(tree);
                break;
        }

        var missing = await store.Server.FindMissingObjectAsync("s/1", Cancellation);

        Assert.Equal(
            fault switch
            {
                "" => null,
                "tree" => Path.GetFileName(Path.GetDirectoryName(tree)) + Path.GetFileName(tree),
                _ => Samples.HashOf("text").ToString(),
            },
            missing?.ToString());
    }

    [Fact]
    public async Task Scrubbing_FindsADamagedObject_AndTheNextUploadReplacesIt()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await FlipAsync(store.ObjectPath("x"));

        var report = await store.Server.ScrubAsync(long.MaxValue, Cancellation);

        Assert.Equal((3L, 1L), (report.Objects, report.Damaged));
        Assert.Contains("fsck-store -repair", await store.Server.FindWarningAsync(Cancellation), StringComparison.Ordinal);
        await store.AddAsync("s/2", "x");
        Assert.Equal(0, (await store.Server.ScrubAsync(long.MaxValue, Cancellation)).Damaged);
        Assert.Null(await store.Server.FindWarningAsync(Cancellation));
    }

    [Fact]
    public async Task Scrubbing_KeepsToItsRate()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        var started = store.Time.GetUtcNow();

        var scrubbing = store.Server.ScrubAsync(1, Cancellation);
        while (!scrubbing.IsCompleted)
        {
            store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        var report = await scrubbing;
        Assert.True(store.Time.GetUtcNow() - started >= TimeSpan.FromSeconds(report.Bytes), $"{report}");
    }

    internal static async Task FlipAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
    }

    private static Task<ImageStoreException> GetAsync(TestStore store, string text) =>
        Assert.ThrowsAsync<ImageStoreException>(() => store.Server.GetObjectsAsync(
            [Samples.HashOf(text)], (_, _, _) => ValueTask.CompletedTask, Cancellation));
}
