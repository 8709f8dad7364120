using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Tests.Support;

namespace Imaginator.Plugins.S3.Tests.Collecting;

public sealed class GarbageCollectorTests : IAsyncLifetime
{
    private readonly MemoryServer _server = new();
    private readonly S3ImageStore _store;

    public GarbageCollectorTests() => _store = MemoryStore.Open(_server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task ObjectsOfDeletedImages_AreRemoved_InTwoCollections()
    {
        await SampleImages.AddAsync(_store, "s/1", SampleImages.Text("deleted"));
        await SampleImages.AddAsync(_store, "s/2", SampleImages.Text("kept"));
        await _store.DeleteImageAsync("s/1", Token);
        _server.Time.Advance(TimeSpan.FromHours(25));

        var first = await _store.CollectGarbageAsync(Token);
        Assert.Equal(0, first.Objects);
        Assert.Equal(2, CountPacks());

        _server.Time.Advance(TimeSpan.FromHours(2));
        var second = await _store.CollectGarbageAsync(Token);

        // The file and the tree.
        Assert.Equal(2, second.Objects);
        Assert.Equal(1, CountPacks());
        await RequireInOtherProgramAsync("s/2", SampleImages.Text("kept"));
    }

    [Fact]
    public async Task ObjectsThatAnUploadReliesOn_AreKept_EvenIfTheirRemovalWasDecided()
    {
        await SampleImages.AddAsync(_store, "s/1", SampleImages.Text("again"));
        await _store.DeleteImageAsync("s/1", Token);
        _server.Time.Advance(TimeSpan.FromHours(25));
        await using var other = MemoryStore.Open(_server);
        await using var upload = await other.BeginUploadAsync(Token);
        var contents = SampleImages.Text("again");
        Assert.False(await upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token));
        await _store.CollectGarbageAsync(Token);

        await upload.CommitAsync("s/2", SampleImages.Of(contents), Token);
        _server.Time.Advance(TimeSpan.FromHours(2));
        await _store.CollectGarbageAsync(Token);
        _server.Time.Advance(TimeSpan.FromHours(2));
        await _store.CollectGarbageAsync(Token);

        await RequireInOtherProgramAsync("s/2", contents);
    }

    [Fact]
    public async Task UploadThatReliesOnRemovedObjects_Fails_AndAnotherOneSucceeds()
    {
        var contents = SampleImages.Text("removed");
        await SampleImages.AddAsync(_store, "s/1", contents);
        await _store.DeleteImageAsync("s/1", Token);
        await using var other = MemoryStore.Open(_server);
        await using (var upload = await other.BeginUploadAsync(Token))
        {
            Assert.False(await upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token));
            await CollectTwiceAsync();
            await Assert.ThrowsAsync<ImageStoreException>(() => upload.CommitAsync("s/2", SampleImages.Of(contents), Token));
        }

        Assert.Empty(await SampleImages.ListAsync(other));
        await SampleImages.AddAsync(other, "s/3", contents);
        await RequireInOtherProgramAsync("s/3", contents);
    }

    [Fact]
    public async Task PinnedImages_AreKept_UntilTheLeaseEnds()
    {
        await SampleImages.AddAsync(_store, "s/1", SampleImages.Text("pinned"));
        await using var other = MemoryStore.Open(_server);
        var pin = await other.PinImageAsync("s/1", Token);
        await _store.DeleteImageAsync("s/1", Token);
        _server.Time.Advance(TimeSpan.FromHours(25));
        await Wait.UntilAsync(() => _server.List("leases/", "").Single().ModifiedAt == _server.Time.GetUtcNow());
        await _store.CollectGarbageAsync(Token);
        await SampleImages.RequireCompleteAsync(other, "s/1", SampleImages.Text("pinned"));

        await pin.DisposeAsync();
        await CollectTwiceAsync();
        Assert.Equal(0, CountPacks());
    }

    [Fact]
    public async Task PacksThatAreMostlyGarbage_AreRewritten()
    {
        var files = SampleImages.Random(10, 10_000, seed: 1);
        await SampleImages.AddAsync(_store, "s/1", files);
        await SampleImages.AddAsync(_store, "s/2", files[0]);
        await _store.DeleteImageAsync("s/1", Token);

        await CollectTwiceAsync();
        await CollectTwiceAsync();

        await RequireInOtherProgramAsync("s/2", files[0]);
        Assert.InRange(_server.List("packs/", "").Sum(entry => entry.Length), 10_000, 30_000);
    }

    [Fact]
    public async Task IndexObjects_AreMerged()
    {
        for (var i = 0; i < 40; i++)
        {
            await SampleImages.AddAsync(_store, $"s/{i}", SampleImages.Text($"file {i}"));
        }

        _server.Time.Advance(TimeSpan.FromHours(1));
        await _store.CollectGarbageAsync(Token);

        Assert.Single(_server.List("index/", ""));
        for (var i = 0; i < 40; i++)
        {
            await RequireInOtherProgramAsync($"s/{i}", SampleImages.Text($"file {i}"));
        }
    }

    [Fact]
    public async Task DamagedIndexObject_PreventsCollections_UntilTheRepair()
    {
        await SampleImages.AddAsync(_store, "s/1", SampleImages.Text("one"));
        await SampleImages.AddAsync(_store, "s/2", SampleImages.Text("two"));
        var key = _server.List("index/", "")[0].Key;
        _server.Put(key, SampleImages.Text("damaged"), default);
        await using var other = MemoryStore.Open(_server);

        await Assert.ThrowsAsync<ImageStoreException>(() => other.CollectGarbageAsync(Token));
        var report = await other.CheckAsync(repair: true, progress: null, Token);

        Assert.Equal(2, report.Faults.Length);
        Assert.Empty(report.Unrepaired);
        Assert.Equal(["s/2"], await SampleImages.ListAsync(other));
        await other.CollectGarbageAsync(Token);
        await SampleImages.AddAsync(other, "s/3", SampleImages.Text("one"));
        await other.CheckAsync(repair: true, progress: null, Token);
        Assert.Equal(["s/1", "s/2", "s/3"], await SampleImages.ListAsync(other));
    }

    [Fact]
    public async Task DamagedObject_IsFound_AndBroughtAgain()
    {
        var contents = SampleImages.Text("contents");
        await SampleImages.AddAsync(_store, "s/1", contents, SampleImages.Text("other"));
        using var bucket = new MemoryBucket(_server);
        await PackedBytes.CorruptAsync(bucket, ObjectHash.Compute(contents), Token);
        await using var other = MemoryStore.Open(_server);

        var report = await other.CheckAsync(repair: true, progress: null, Token);
        Assert.Equal(2, report.Faults.Length);
        Assert.Contains(ObjectHash.Compute(contents).ToString(), report.Faults[0], StringComparison.Ordinal);
        Assert.Empty(await SampleImages.ListAsync(other));

        await SampleImages.AddAsync(other, "s/2", contents);
        await other.CheckAsync(repair: true, progress: null, Token);
        Assert.Equal(["s/1", "s/2"], await SampleImages.ListAsync(other));
        Assert.Empty((await other.CheckAsync(repair: false, progress: null, Token)).Faults);
    }

    [Fact]
    public async Task ObjectsOfAFlushedUpload_AreKept_EvenIfTheStoreHadThem()
    {
        var contents = SampleImages.Text("flushed");
        await SampleImages.AddAsync(_store, "s/1", contents);
        await _store.DeleteImageAsync("s/1", Token);
        _server.Time.Advance(TimeSpan.FromHours(25));
        await using var other = MemoryStore.Open(_server);
        await using (var upload = await other.BeginUploadAsync(Token))
        {
            Assert.False(await upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token));
            await _store.CollectGarbageAsync(Token);
            await upload.FlushAsync(Token);
        }

        _server.Time.Advance(TimeSpan.FromHours(2));
        await _store.CollectGarbageAsync(Token);

        Assert.Equal(1, CountPacks());
        await SampleImages.AddAsync(other, "s/2", contents);
        await RequireInOtherProgramAsync("s/2", contents);
    }

    [Fact]
    public async Task ObjectThatARepairHasRemoved_IsNotUsed_ByProgramsThatKnewIt()
    {
        var contents = SampleImages.Text("contents");
        await SampleImages.AddAsync(_store, "s/1", contents);
        await using var other = MemoryStore.Open(_server);
        await SampleImages.RequireCompleteAsync(other, "s/1", contents);
        using var bucket = new MemoryBucket(_server);
        await PackedBytes.CorruptAsync(bucket, ObjectHash.Compute(contents), Token);
        await _store.CheckAsync(repair: true, progress: null, Token);

        await Assert.ThrowsAsync<ImageStoreException>(() => SampleImages.AddAsync(other, "s/2", contents));
        await SampleImages.AddAsync(other, "s/3", contents);

        Assert.Equal(["s/3"], await SampleImages.ListAsync(other));
        await RequireInOtherProgramAsync("s/3", contents);
    }

    [Fact]
    public async Task IndexObjectOfTheFuture_IsUsed_WhenItsTimeHasCome()
    {
        await SampleImages.AddAsync(_store, "s/1", SampleImages.Text("one"));
        var key = _server.List("index/", "").Single().Key;
        var contents = _server.Get(key)!.Contents;
        _server.Delete(key);
        _server.Put(StoreKeys.OfIndex(_server.Time.GetUtcNow() + TimeSpan.FromHours(1), StoreKeys.NewId()), contents, default);
        await using var other = MemoryStore.Open(_server);
        await Assert.ThrowsAsync<ImageStoreException>(() => other.CollectGarbageAsync(Token));

        _server.Time.Advance(TimeSpan.FromHours(2));
        await other.CollectGarbageAsync(Token);

        await SampleImages.RequireCompleteAsync(other, "s/1", SampleImages.Text("one"));
    }

    private async Task CollectTwiceAsync()
    {
        _server.Time.Advance(TimeSpan.FromHours(25));
        await _store.CollectGarbageAsync(Token);
        _server.Time.Advance(TimeSpan.FromHours(2));
        await _store.CollectGarbageAsync(Token);
    }

    private async Task RequireInOtherProgramAsync(string name, params IReadOnlyList<byte[]> files)
    {
        await using var other = MemoryStore.Open(_server);
        await SampleImages.RequireCompleteAsync(other, name, files);
    }

    private int CountPacks() => _server.List("packs/", "").Count;
}
