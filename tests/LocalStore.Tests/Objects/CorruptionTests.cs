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
