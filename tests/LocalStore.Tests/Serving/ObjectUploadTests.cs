using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Serving;

public sealed class ObjectUploadTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Tells_WhatHasBecomeOfContents()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "old");
        await using var upload = await store.Server.BeginObjectUploadAsync(Cancellation);

        Assert.Equal(Result("new", ObjectAdditionOutcome.Added), await AddAsync(upload, "new", Samples.HashOf("new")));
        Assert.Equal(Result("new", ObjectAdditionOutcome.Known), await AddAsync(upload, "new", Samples.HashOf("new")));
        Assert.Equal(Result("new", ObjectAdditionOutcome.Known), await AddAsync(upload, "new", null));
        Assert.Equal(Result("old", ObjectAdditionOutcome.Known), await AddAsync(upload, "old", null));
        Assert.Equal(Result("bad", ObjectAdditionOutcome.Mismatch), await AddAsync(upload, "bad", Samples.HashOf("xxx")));
        Assert.Equal(Result("bad", ObjectAdditionOutcome.Mismatch), await AddAsync(upload, "bad", Samples.HashOf("old")));
        Assert.Equal(Result("bad", ObjectAdditionOutcome.Added), await AddAsync(upload, "bad", null));

        static ObjectAddition Result(string text, ObjectAdditionOutcome outcome) => new(Samples.HashOf(text), outcome);
    }

    [Fact]
    public async Task Shows_OnlyWhatIsSettled()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var upload = await store.Server.BeginObjectUploadAsync(Cancellation))
        {
            await AddAsync(upload, "one", null);
            Assert.Equal([0L], await store.Server.FindObjectsAsync([Samples.HashOf("one")], Cancellation));
            await upload.FlushAsync(Cancellation);
            await AddAsync(upload, "three", null);
        }

        Assert.Equal(
            [3L, 0L],
            await store.Server.FindObjectsAsync([Samples.HashOf("one"), Samples.HashOf("three")], Cancellation));
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/incoming"));
    }

    [Fact]
    public async Task Keeps_WhatWasAddedOrFound_ForAWhile()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "found", "lost");
        await using (var upload = await store.Server.BeginObjectUploadAsync(Cancellation))
        {
            await AddAsync(upload, "added", null);
            await upload.FlushAsync(Cancellation);
        }

        await store.Server.FindObjectsAsync([Samples.HashOf("found"), Samples.HashOf("nothing")], Cancellation);
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        store.Time.Advance(TimeSpan.FromMinutes(29));
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.True(File.Exists(store.ObjectPath("added")));
        Assert.True(File.Exists(store.ObjectPath("found")));
        Assert.False(File.Exists(store.ObjectPath("lost")));

        await store.Server.AddImageAsync(
            "s/2", Samples.ImageOf("added"), new ImageOrigin { CreatedBy = "me" }, Cancellation);
        store.Time.Advance(TimeSpan.FromMinutes(9));
        await store.Server.CollectGarbageAsync(Cancellation);

        Assert.True(File.Exists(store.ObjectPath("added")));
        Assert.False(File.Exists(store.ObjectPath("found")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/leases"));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Needs_AHandfulOfLeases_HoweverManyCalls()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        for (var i = 0; i < 500; i++)
        {
            await store.Server.FindObjectsAsync([Samples.HashOf("x")], Cancellation);
            store.Time.Advance(TimeSpan.FromSeconds(10));
        }

        var leases = Directory.GetFiles(store.Path + "/leases");
        Assert.InRange(leases.Length, 1, 5);
        Assert.All(leases, lease => Assert.Equal(ObjectHash.Length, new FileInfo(lease).Length));
    }

    [Fact]
    public async Task Fails_WhenContentsEndEarly_AndLeavesNothing()
    {
        await using var store = await TestStore.CreateAsync();
        await using var upload = await store.Server.BeginObjectUploadAsync(Cancellation);
        var contents = ObjectContents.FromStream(new MemoryStream(new byte[10]), 11);

        await Assert.ThrowsAsync<EndOfStreamException>(async () => await upload.AddAsync(contents, null, Cancellation));
        await upload.FlushAsync(Cancellation);

        Assert.Empty(Directory.EnumerateFiles(store.Path + "/incoming", "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(store.Path + "/objects", "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Delivers_ObjectsInOrder_AlsoTwice()
    {
        await using var store = await TestStore.CreateAsync();
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => new string('x', 1 + i * 20_000 % 400_000) + i)];
        await store.AddAsync("s/1", texts);
        var received = new List<string>();

        await store.Server.GetObjectsInOrderAsync(
            [.. texts.Concat(texts).Select(Samples.HashOf)],
            async (contents, token) =>
            {
                using var reader = new StreamReader(contents.OpenRead());
                received.Add(await reader.ReadToEndAsync(token));
            },
            Cancellation);

        Assert.Equal(texts.Concat(texts), received);
    }

    [Fact]
    public async Task Delivers_NothingAfterAnObjectThatIsMissing()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "a", "b", "c");
        var received = 0;

        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.GetObjectsInOrderAsync(
            [.. new[] { "a", "missing", "b", "c" }.Select(Samples.HashOf)],
            (_, _) =>
            {
                received++;
                return ValueTask.CompletedTask;
            },
            Cancellation));

        Assert.Equal(ImageStoreError.UnknownObject, error.Reason);
        Assert.Equal(1, received);
    }

    private static ValueTask<ObjectAddition> AddAsync(IObjectUpload upload, string text, ObjectHash? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return upload.AddAsync(ObjectContents.FromStream(new MemoryStream(bytes), bytes.Length), expected, Cancellation);
    }
}
