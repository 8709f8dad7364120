using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>The records of images beside the objects.</summary>
public sealed class RecordTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Exist_AsLongAsTheirImages()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "y");
        Assert.Equal(2, Records(store).Length);
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        Assert.Single(Records(store));
        store.Time.Advance(TimeSpan.FromHours(2));
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty(Records(store));
    }

    [Fact]
    public async Task OfAFailedCommit_IsRemoved()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await using var first = await store.Server.BeginUploadAsync(Cancellation);
        await Assert.ThrowsAsync<ImageStores.ImageStoreException>(
            () => first.CommitAsync("s/1/below", Samples.ImageOf("x"), Cancellation));
        Assert.Single(Records(store));
    }

    [Fact]
    public async Task AreWritten_ForImagesOfOlderVersions()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        await store.CloseAsync();
        var expected = Records(store);
        Directory.Delete(store.Path + "/images", recursive: true);
        await store.OpenAsync();
        Assert.Equal(["s/1", "s/2"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal(expected, Records(store));
    }

    [Fact]
    public async Task OfInterruptedUploads_AreCompletedOrRemoved()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        var records = Records(store);

        // An upload that died after its image was in the catalogue, and one that died before.
        File.Move(records[0], records[0] + ".0123");
        File.Copy(records[1], records[1] + ".4567");
        await File.WriteAllTextAsync($"{store.Path}/images/{new string('a', 64)}.89", "half", Cancellation);
        Assert.Empty((await store.CheckAsync()).Faults);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal(records, Records(store));
    }

    [Fact]
    public async Task ThatAreDamaged_AreFoundAndWrittenAgain()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        var record = Assert.Single(Records(store));
        var bytes = await File.ReadAllBytesAsync(record, Cancellation);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(record, bytes, Cancellation);
        Assert.Equal(["image \"s/1\" has a damaged record"], (await store.CheckAsync()).Faults);
        Assert.Single((await store.CheckAsync(repair: true)).Repairs);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    private static string[] Records(TestStore store) =>
        [.. Directory.EnumerateFiles(store.Path + "/images").Order(StringComparer.Ordinal)];
}
