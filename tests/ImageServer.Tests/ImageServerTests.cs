using System.Collections.Concurrent;
using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.ImageServer.Tests;

public sealed class ImageServerTests : IAsyncDisposable
{
    private readonly FakeImageServer _fake = new();
    private readonly SrpcTestHost _host;

    public ImageServerTests() => _host = new SrpcTestHost(new SrpcServerOptions(), [.. _fake.CreateServices()]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_AnImage_AndGetsItBack()
    {
        await using var server = await OpenAsync();
        var files = CreateFiles(300);
        var image = CreateImage(files) with
        {
            Filter = new Filter(["/tmp/.*"]),
            Triggers = [new Trigger { MatchLines = ["/etc/x"], Service = "x", DoReload = true }],
            Packages = [new Package("bash", "5", 1234)],
            Tags = ImmutableSortedDictionary<string, string>.Empty.Add("a", "b"),
            ExpiresAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
            BuildLog = new Annotation(null, "http://log"),
        };

        await UploadAsync(server, "users/alpha/1", image, files);

        var read = (await server.GetImageAsync("users/alpha/1", withFileSystem: true, Token))!;
        Assert.Equal(image.FileSystem!.Root.Entries, read.FileSystem!.Root.Entries);
        Assert.Equal(image.Filter, read.Filter);
        Assert.Equal(image.Triggers!.Value[0].Service, read.Triggers!.Value[0].Service);
        Assert.Equal(image.Packages, read.Packages);
        Assert.Equal(image.Tags, read.Tags);
        Assert.Equal(image.ExpiresAt, read.ExpiresAt);
        Assert.Equal(image.BuildLog, read.BuildLog);
        Assert.Null((await server.GetImageAsync("users/alpha/1", withFileSystem: false, Token))!.FileSystem);
        Assert.Null(await server.GetImageAsync("users/alpha/2", withFileSystem: true, Token));
        Assert.Equal("users/alpha/1", await server.FindLatestImageAsync(new ImageQuery { StreamName = "users/alpha" }, Token));
    }

    [Fact]
    public async Task Sends_OnlyWhatTheServerLacks()
    {
        await using var server = await OpenAsync();
        var files = CreateFiles(500);
        await UploadAsync(server, "s/1", CreateImage(files), files);
        var before = _fake.ObjectBytesReceived;
        files[^1] = [1, 2, 3];

        await UploadAsync(server, "s/2", CreateImage(files), files);

        Assert.Equal(3, _fake.ObjectBytesReceived - before);
    }

    [Fact]
    public async Task Makes_OnlyTheDirectoriesThatAreMissing()
    {
        await using var server = await OpenAsync();
        _fake.Directories["here"] = true;

        await server.MakeDirectoriesAsync(["here", "new/one", "new/two"], Token);
        await server.MakeDirectoriesAsync(["here", "new/one", "new/two"], Token);

        Assert.Equal(["new/one", "new/two"], _fake.DirectoriesMade);
    }

    [Fact]
    public async Task Tells_WhetherAnObjectWasNew_AndSendsEqualOnesOnce()
    {
        await using var server = await OpenAsync();
        await using var upload = await server.BeginUploadAsync(Token);
        var bytes = new byte[200_000];

        var added = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => upload.AddObjectAsync(
            ObjectHash.Compute(bytes), ObjectContents.FromBytes(bytes), Token).AsTask()));

        await upload.CommitAsync("s/1", CreateImage([]), Token);
        Assert.Single(added, wasNew => wasNew);
        Assert.Equal(bytes.Length, _fake.ObjectBytesReceived);
    }

    [Fact]
    public async Task Reports_ContentsThatChangedMeanwhile()
    {
        await using var server = await OpenAsync();
        await using var upload = await server.BeginUploadAsync(Token);
        await upload.AddObjectAsync(ObjectHash.Compute([1]), ObjectContents.FromBytes(new byte[] { 2 }), Token);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => upload.CommitAsync("s/1", CreateImage([]), Token));

        Assert.Equal(ImageStoreError.Corrupt, exception.Reason);
        Assert.Empty(_fake.Images);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(1_000_000, true)]
    [InlineData(2_000_000, false)]
    public async Task Reports_AFullServer(int length, bool atCommit)
    {
        _fake.Failure = "write /objects/x: no space left on device";
        await using var server = await OpenAsync();
        await using var upload = await server.BeginUploadAsync(Token);
        Func<Task> add = () => upload.AddObjectAsync(
            ObjectHash.Compute(new byte[length]), ObjectContents.FromBytes(new byte[length]), Token).AsTask();
        if (atCommit)
        {
            await add();
        }

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            atCommit ? () => upload.CommitAsync("s/1", CreateImage([]), Token) : add);

        Assert.Equal(ImageStoreError.Full, exception.Reason);
    }

    [Fact]
    public async Task AsksForManyObjects_AtOnce()
    {
        await using var server = await OpenAsync();
        await UploadAsync(server, "s/1", CreateImage([]), CreateFiles(50));
        await using var upload = await server.BeginUploadAsync(Token);
        var before = _fake.Questions;

        var isNew = await upload.AddObjectsAsync(
            [.. CreateFiles(200).Select(file => KeyValuePair.Create(ObjectHash.Compute(file), ObjectContents.FromBytes(file)))],
            Token);

        Assert.Equal(CreateFiles(200).Select((_, i) => i >= 50), isNew);
        Assert.InRange(_fake.Questions - before, 1, 5);
    }

    [Fact]
    public async Task Uploads_MoreThanItKeepsInMemory()
    {
        await using var server = await OpenAsync();
        await using var upload = await server.BeginUploadAsync(Token);
        var received = 0L;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 150), new ParallelOptions { MaxDegreeOfParallelism = 100, CancellationToken = Token },
            async (i, token) =>
            {
                var bytes = new byte[i % 10 == 0 ? 1_500_000 : 1_000_000];
                BitConverter.TryWriteBytes(bytes, i + 1);
                Interlocked.Add(ref received, bytes.Length);
                Assert.True(await upload.AddObjectAsync(ObjectHash.Compute(bytes), ObjectContents.FromBytes(bytes), token));
            });

        await upload.CommitAsync("s/1", CreateImage([]), Token);

        Assert.Equal(received, _fake.ObjectBytesReceived);
    }

    [Fact]
    public async Task Reports_ATakenName()
    {
        await using var server = await OpenAsync();
        await UploadAsync(server, "s/1", CreateImage([]), []);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => UploadAsync(server, "s/1", CreateImage([]), []));

        Assert.Equal(ImageStoreError.ImageExists, exception.Reason);
    }

    [Fact]
    public async Task Leaves_OneImage_WhenTheAnswerToAddingItIsLost()
    {
        _fake.LosesNextAnswer = true;
        await using var server = await OpenAsync();
        var files = CreateFiles(10);

        await UploadAsync(server, "s/1", CreateImage(files), files);

        Assert.Single(_fake.Images);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5_000)]
    [InlineData(60_000)]
    [InlineData(700_000)]
    public async Task Finishes_AnUpload_WhoseConnectionsBreak(int bytes)
    {
        await using var proxy = new BreakingProxy(_host.Port, breaksAfter: 100 + bytes, times: 2);
        await using var server = await OpenAsync(proxy.Port);
        var files = CreateFiles(100).Append(new byte[1_000_000]).ToArray();

        await UploadAsync(server, "s/1", CreateImage(files), files);

        Assert.Single(_fake.Images);
        Assert.Equal(files.Length, _fake.Objects.Count);
    }

    [Fact]
    public async Task Delivers_Objects_SmallAndLarge_AlsoTwice()
    {
        var files = CreateFiles(50).Append(new byte[1_000_000]).ToArray();
        Store(files);
        ObjectHash[] hashes = [.. files.Concat(files).Select(file => ObjectHash.Compute(file))];
        await using var server = await OpenAsync();
        var received = new ConcurrentDictionary<int, byte[]>();

        await server.GetObjectsAsync(hashes, (index, contents, token) => ReceiveAsync(received, index, contents, token), Token);

        Assert.Equal(hashes.Length, received.Count);
        Assert.All(received, item => Assert.Equal(hashes[item.Key], ObjectHash.Compute(item.Value)));
    }

    [Fact]
    public async Task GoesOn_WithObjects_AfterABrokenConnection()
    {
        var files = CreateFiles(2000);
        Store(files);
        await using var proxy = new BreakingProxy(_host.Port, breaksAfter: 300_000, times: 2);
        await using var server = await OpenAsync(proxy.Port);
        var received = new ConcurrentDictionary<int, byte[]>();

        await server.GetObjectsAsync(
            [.. files.Select(file => ObjectHash.Compute(file))],
            (index, contents, token) => ReceiveAsync(received, index, contents, token), Token);

        Assert.Equal(files.Length, received.Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public async Task Reports_CorruptObjects(int length)
    {
        var hash = ObjectHash.Compute([1]);
        _fake.Objects[hash] = new byte[length];
        await using var server = await OpenAsync();

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => server.GetObjectsAsync([hash], (_, _, _) => ValueTask.CompletedTask, Token));

        Assert.Equal(ImageStoreError.Corrupt, exception.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reports_MissingObjects_ByTheirHash(bool asSize)
    {
        _fake.SendsSizeOfUnknownObjects = asSize;
        await using var server = await OpenAsync();
        var hash = ObjectHash.Compute([1]);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => server.GetObjectsAsync(
            [hash], (_, _, _) => ValueTask.CompletedTask, Token));

        Assert.Equal(ImageStoreError.UnknownObject, exception.Reason);
        Assert.Contains(hash.ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PassesOn_WhatTheReceiverOfAnObjectThrows()
    {
        var files = CreateFiles(100);
        Store(files);
        await using var server = await OpenAsync();

        await Assert.ThrowsAsync<IOException>(() => server.GetObjectsAsync(
            [.. files.Select(file => ObjectHash.Compute(file))],
            (index, _, _) => index == 50 ? throw new IOException("disk full") : ValueTask.CompletedTask, Token));
    }

    [Fact]
    public async Task Finds_Nothing_InAnUnknownDirectory()
    {
        await using var server = await OpenAsync();

        Assert.Null(await server.FindLatestImageAsync(new ImageQuery { StreamName = "nosuch" }, Token));
    }

    [Fact]
    public async Task Lists_Extends_AndDeletesImages()
    {
        await using var server = await OpenAsync();
        await UploadAsync(server, "s/2", CreateImage([]), []);
        await UploadAsync(server, "s/1", CreateImage([]), []);
        var expiry = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(["s/1", "s/2"], await server.ListImagesAsync("s", Token).Select(image => image.Name).ToListAsync(Token));
        await server.ChangeImageExpirationAsync("s/1", expiry, Token);
        Assert.Equal(expiry, (await server.GetImageAsync("s/1", false, Token))!.ExpiresAt);
        await (await server.PinImageAsync("s/1", Token)).DisposeAsync();
        await server.DeleteImageAsync("s/1", Token);

        foreach (var action in new Func<Task>[]
        {
            () => server.ChangeImageExpirationAsync("s/1", expiry, Token),
            () => server.DeleteImageAsync("s/1", Token),
            () => server.PinImageAsync("s/1", Token).AsTask(),
        })
        {
            var exception = await Assert.ThrowsAsync<ImageStoreException>(action);
            Assert.Equal(ImageStoreError.UnknownImage, exception.Reason);
        }
    }

    [Fact]
    public async Task Refuses_ATreeThatIsUnsound()
    {
        await using var server = await OpenAsync();
        var image = CreateImage([]);
        _fake.Images["s/1"] = Protocol.Mapping.ImageMapping.ToWire(image with
        {
            FileSystem = image.FileSystem! with
            {
                Root = new DirectoryInode { Mode = 0x41ED, Entries = [new DirectoryEntry("..", 1)] },
            },
        });

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => server.GetImageAsync("s/1", true, Token));

        Assert.Equal(ImageStoreError.Corrupt, exception.Reason);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async ValueTask ReceiveAsync(
        ConcurrentDictionary<int, byte[]> received, int index, ObjectContents contents, CancellationToken token)
    {
        var bytes = new byte[contents.Length];
        await using var stream = contents.OpenRead();
        await stream.ReadExactlyAsync(bytes, token);
        Assert.True(received.TryAdd(index, bytes), "delivered twice");
    }

    private static async Task UploadAsync(IImageStore server, string name, Image image, byte[][] files)
    {
        await using var upload = await server.BeginUploadAsync(Token);
        await Parallel.ForEachAsync(
            files, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (file, token) => await upload.AddObjectAsync(
                ObjectHash.Compute(file), ObjectContents.FromBytes(file), token));
        await upload.CommitAsync(name, image, Token);
    }

    private static byte[][] CreateFiles(int count) =>
        [.. Enumerable.Range(1, count).Select(i => Enumerable.Repeat((byte)i, 100 + i).ToArray())];

    private static Image CreateImage(byte[][] files) => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = files.Index().ToDictionary(file => (ulong)file.Index + 1, file => (Inode)new RegularInode
            {
                Mode = 0x81A4,
                Size = (ulong)file.Item.Length,
                Hash = ObjectHash.Compute(file.Item),
            }),
            Root = new DirectoryInode
            {
                Mode = 0x41ED,
                Entries = [.. files.Index().Select(file => new DirectoryEntry($"f{file.Index:D6}", (ulong)file.Index + 1))],
            },
            NumRegularInodes = (ulong)files.Length,
            TotalDataBytes = (ulong)files.Sum(file => file.Length),
            DirectoryCount = 1,
        },
    };

    private void Store(byte[][] files)
    {
        foreach (var file in files)
        {
            _fake.Objects[ObjectHash.Compute(file)] = file;
        }
    }

    private Task<IImageStore> OpenAsync(int? port = null) =>
        new ImageServerUploader(
            new ClientCertificateFiles(null, null, null, TimeProvider.System), TimeProvider.System, NullLogger<RemoteImageStore>.Instance)
            .OpenAsync($"imageserver://127.0.0.1:{port ?? _host.Port}", Token);
}
