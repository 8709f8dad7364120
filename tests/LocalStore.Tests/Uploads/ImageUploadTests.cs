using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Uploads;

public sealed class ImageUploadTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Gives_BackWhatWasAdded()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("rich/1", _ => Samples.RichImage(), "hello", "world", "log");
        var image = await store.Server.GetImageAsync("rich/1", withFileSystem: true, Cancellation);
        Assert.NotNull(image);
        TreeAssert.Equal(Samples.RichTree(), image.FileSystem!);
        Assert.Equal(Environment.UserName, image.CreatedBy);
        TreeAssert.EqualWithoutTree(
            Samples.RichImage() with { CreatedBy = Environment.UserName, CreatedOn = store.Time.GetUtcNow().AddSeconds(-1) }, image);
        Assert.Null((await store.Server.GetImageAsync("rich/1", withFileSystem: false, Cancellation))!.FileSystem);
        Assert.Null(await store.Server.GetImageAsync("rich/2", withFileSystem: false, Cancellation));
    }

    [Fact]
    public async Task Shows_NothingBeforeTheCommit_AndTakesEverythingBackWithoutOne()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await TestStore.AddTextAsync(upload, "x");
            Assert.Empty(await store.ListAsync());
            Assert.False(File.Exists(store.ObjectPath("x")));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/incoming"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/leases"));
        var report = await store.CheckAsync();
        Assert.Empty(report.Faults);
        Assert.Equal(0, report.Objects);
    }

    [Fact]
    public async Task Tells_WhetherAnObjectIsNew_AndSharesObjectsAndTrees()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            Assert.False(await TestStore.AddTextAsync(upload, "x"));
            Assert.True(await TestStore.AddTextAsync(upload, "z"));
            Assert.False(await TestStore.AddTextAsync(upload, "z"));

            // "y" is there without having been added.
            await upload.CommitAsync("s/2", Samples.ImageOf("x", "y", "z"), Cancellation);
        }

        await store.AddAsync("s/3", "x", "y");
        Assert.Equal(3 + 2, (await store.CheckAsync()).Objects);
    }

    [Theory]
    [InlineData("source/1")]
    [InlineData("no/such/image")]
    [InlineData("")]
    public async Task Keeps_ObjectsOfTheSourceImage_ThatWereNotBroughtAgain(string source)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("source/1", "x", "y", "left out");
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await TestStore.AddTextAsync(upload, "z");
            await upload.CommitAsync("s/1", Samples.ImageOf("x", "y", "z") with { SourceImage = source }, Cancellation);
        }

        await store.Server.DeleteImageAsync("source/1", Cancellation);
        await store.Server.CollectGarbageAsync(Cancellation);

        Assert.Equal(3 + 1, (await store.CheckAsync()).Objects);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Refuses_AnObjectThatNeitherTheUploadNorTheSourceImageHas()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("source/1", "x");
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => upload.CommitAsync(
            "s/1", Samples.ImageOf("x", "y") with { SourceImage = "source/1" }, Cancellation));

        Assert.Contains($"object {Samples.HashOf("y")} is missing; add it first", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_ObjectsWithTightModes()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        Assert.Equal((UnixFileMode)FileModes.Mode0400, File.GetUnixFileMode(store.ObjectPath("x")));
        Assert.Equal((UnixFileMode)FileModes.Mode0700, File.GetUnixFileMode(store.Path));
        Assert.Equal((UnixFileMode)FileModes.Mode0700, File.GetUnixFileMode(Path.GetDirectoryName(store.ObjectPath("x"))!));
    }

    [Fact]
    public async Task Takes_FilesBytesAndStreamsOfAnySize()
    {
        await using var store = await TestStore.CreateAsync();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        var objects = new List<byte[]>();
        foreach (var size in (int[])[1, 4095, 4096, 262_143, 262_144, 262_145, 3_000_000])
        {
            foreach (var kind in (string[])["file", "bytes", "stream"])
            {
                var bytes = new byte[size];
                new Random(objects.Count).NextBytes(bytes);
                objects.Add(bytes);
                var path = Path.Combine(store.Path, "source");
                await File.WriteAllBytesAsync(path, bytes, Cancellation);
                using var file = File.OpenHandle(path);
                using var stream = new MemoryStream(bytes);
                var contents = kind switch
                {
                    "file" => ObjectContents.FromFile(file, size),
                    "bytes" => ObjectContents.FromBytes(bytes),
                    _ => ObjectContents.FromStream(stream, size),
                };
                Assert.True(await upload.AddObjectAsync(ObjectHash.Compute(bytes), contents, Cancellation));
                Assert.True(stream.CanRead);
                File.Delete(path);
            }
        }

        var hashes = objects.Select(bytes => ObjectHash.Compute(bytes)).ToArray();
        await upload.CommitAsync("s/1", new Image { FileSystem = Samples.TreeOf([.. objects.Select(o => (ObjectHash.Compute(o), (ulong)o.Length))]) }, Cancellation);
        var received = new byte[objects.Count][];
        await store.Server.GetObjectsAsync(
            hashes,
            async (index, contents, token) =>
            {
                using var copy = new MemoryStream();
                await using var stream = contents.OpenRead();
                await stream.CopyToAsync(copy, token);
                received[index] = copy.ToArray();
            },
            Cancellation);
        Assert.Equal(objects, received);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Refuses_ContentsOfAnotherLength(int difference)
    {
        await using var store = await TestStore.CreateAsync();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        var bytes = Encoding.UTF8.GetBytes("contents");
        var path = Path.Combine(store.Path, "source");
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        using (var file = File.OpenHandle(path))
        {
            await Fails(ImageStoreError.BadRequest, () => AddAsync(ObjectContents.FromFile(file, bytes.Length + difference)));
        }

        File.Delete(path);
        await Fails(
            ImageStoreError.BadRequest,
            () => AddAsync(ObjectContents.FromStream(new MemoryStream(bytes), bytes.Length + difference)));
        Assert.True(await AddAsync(ObjectContents.FromBytes(bytes)));

        Task<bool> AddAsync(ObjectContents contents) =>
            upload.AddObjectAsync(ObjectHash.Compute(bytes), contents, Cancellation).AsTask();
    }

    [Fact]
    public async Task Refuses_StreamsWithOtherContents()
    {
        await using var store = await TestStore.CreateAsync();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await Fails(
            ImageStoreError.BadRequest,
            () => upload.AddObjectAsync(
                Samples.HashOf("a"), ObjectContents.FromStream(new MemoryStream("b"u8.ToArray()), 1), Cancellation).AsTask());
        await Fails(ImageStoreError.BadRequest, () => upload.CommitAsync("s/1", Samples.ImageOf("a"), Cancellation));
    }

    [Fact]
    public async Task Refuses_ImagesThatCannotBeWhole()
    {
        await using var store = await TestStore.CreateAsync();
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        await TestStore.AddTextAsync(upload, "x");
        Task Commit(Image image) => upload.CommitAsync("s/1", image, Cancellation);

        var error = await Fails(ImageStoreError.BadRequest, () => Commit(Samples.ImageOf("x", "missing")));
        Assert.Contains(Samples.HashOf("missing").ToString(), error.Message);
        await Fails(ImageStoreError.BadRequest, () => Commit(new Image()));
        await Fails(
            ImageStoreError.BadRequest, () => Commit(Samples.ImageOf("x") with { BuildLog = new Annotation(Samples.HashOf("log")) }));
        await Fails(
            ImageStoreError.BadRequest, () => Commit(new Image { FileSystem = Samples.TreeOf((Samples.HashOf("x"), 2ul)) }));
        await Fails(ImageStoreError.BadRequest, () => Commit(Samples.ImageOf("x") with { CreatedFor = "\ud800" }));

        // What failed can be mended and tried again.
        await Commit(Samples.ImageOf("x"));
        Assert.Equal(["s/1"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task AfterAFailedCommit_NothingIsLeft()
    {
        await using var store = await TestStore.CreateAsync();
        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await TestStore.AddTextAsync(upload, "x");
            using var cancellation = new CancellationTokenSource();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => upload.CommitAsync("s/1", Samples.ImageOf("x"), cancellation.Token));
        }

        var report = await store.CheckAsync();
        Assert.Empty(report.Faults);
        Assert.Equal((0, 0), (report.Images, report.Objects));
    }

    [Fact]
    public async Task Mends_AnObjectThatLostItsContents()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "contents");
        await File.WriteAllTextAsync(store.ObjectPath("contents"), "cont", Cancellation);
        await store.AddAsync("s/2", "contents");
        Assert.Equal("contents", await File.ReadAllTextAsync(store.ObjectPath("contents"), Cancellation));
    }

    private static async Task<ImageStoreException> Fails(ImageStoreError reason, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<ImageStoreException>(action);
        Assert.Equal(reason, error.Reason);
        return error;
    }
}
