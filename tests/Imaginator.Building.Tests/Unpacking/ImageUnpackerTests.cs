using Imaginator.Building.Scanning;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Scanning;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Unpacking;

public sealed class ImageUnpackerTests : IDisposable
{
    private const uint Directory = 0x41ED;

    private static readonly RegularInode SmallFile = new() { Mode = 0x81A4, Size = 1, Hash = ObjectHash.Compute([1]) };

    private readonly TemporaryTree _target = new();
    private readonly MemoryImageServer _server = new();

    public void Dispose() => _target.Dispose();

    [Theory]
    [InlineData(1, "bytes")]
    [InlineData(2, "file")]
    [InlineData(3, "stream")]
    [InlineData(4, "bytes")]
    [InlineData(5, "file")]
    [InlineData(6, "stream")]
    public async Task UnpackedImage_ScansToTheSameTree(int seed, string form)
    {
        using var source = new TemporaryTree();
        using var files = new TemporaryTree();
        var server = new MemoryImageServer { Deliver = bytes => Deliver(bytes, form, files) };
        RandomTree.Fill(source.Handle, seed, entries: 150);
        var tree = await ScanAsync(source, server);

        await UnpackAsync(tree, server);

        Assert.Equal(TreeDump.Lines(tree), TreeDump.Lines(await ScanAsync(_target, server)));
    }

    [Fact]
    public async Task ComputedFile_BecomesAnEmptyFile()
    {
        await UnpackAsync(Tree(("computed", new ComputedRegularInode { Mode = 0x8980, Uid = 7, Source = "host:1" })));

        var inode = (RegularInode)(await ScanAsync(_target, _server)).InodeTable[1];
        Assert.Equal((0x8980U, 7U, 0UL), (inode.Mode, inode.Uid, inode.Size));
    }

    [Fact]
    public async Task EqualFiles_AreFetchedOnceAndNotLinked()
    {
        _server.Objects[SmallFile.Hash] = [1];
        var deliveries = 0;
        var server = new MemoryImageServer
        {
            Deliver = bytes =>
            {
                Interlocked.Increment(ref deliveries);
                return ObjectContents.FromBytes(bytes);
            },
        };
        server.Objects[SmallFile.Hash] = [1];

        await UnpackAsync(Tree(("a", SmallFile), ("b", SmallFile with { Mode = 0x8180 })), server);

        Assert.Equal(1, deliveries);
        Assert.Equal(1UL, _target.Handle.TryGetStatus("b")!.Value.LinkCount);
        Assert.Equal(0x8180U, _target.Handle.TryGetStatus("b")!.Value.Mode);
    }

    [Fact]
    public async Task DirectoryThatIsNotEmpty_IsRefused()
    {
        _target.Write("here", [1]);

        var exception = await Assert.ThrowsAsync<UnpackException>(() => UnpackAsync(Tree()));

        Assert.Contains("\"here\"", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_target.Path("here")));
    }

    [Fact]
    public async Task RootOfANewFileSystem_IsEmpty_ThoughItHasLostAndFound()
    {
        _target.Handle.MakeDirectory("lost+found", 0x1C0);
        _server.Objects[SmallFile.Hash] = [1];

        await UnpackAsync(Tree(("a", SmallFile), ("lost+found", new DirectoryInode { Mode = Directory })));

        Assert.Equal(["a", "lost+found"], _target.Handle.ReadEntries());
        Assert.Equal(Directory, _target.Handle.TryGetStatus("lost+found")!.Value.Mode);
    }

    [Fact]
    public async Task LostAndFound_StaysAfterAFailure_AndIsRefusedIfItHasFiles()
    {
        _target.Handle.MakeDirectory("lost+found", 0x1C0);
        await Assert.ThrowsAsync<ImageStoreException>(() => UnpackAsync(Tree(("missing", SmallFile))));
        Assert.Equal(["lost+found"], _target.Handle.ReadEntries());

        _target.Write("lost+found/#12", [1]);

        Assert.Contains(
            "\"lost+found\"",
            (await Assert.ThrowsAsync<UnpackException>(() => UnpackAsync(Tree()))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttributeThatCannotBeSet_IsNamedWithItsFile()
    {
        // Links cannot have such attributes.
        var link = new SymlinkInode { Target = "x", ExtendedAttributes = [new ExtendedAttribute("user.big", new byte[9000])] };

        var exception = await Assert.ThrowsAsync<UnpackException>(() => UnpackAsync(Tree(("link", link))));

        Assert.Contains(
            "cannot create /link: cannot set the extended attribute user.big of 9000 bytes: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageThatNeedsMoreSpaceThanThereIs_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<UnpackException>(
            () => UnpackAsync(Tree(("a", SmallFile with { Size = long.MaxValue }))));

        Assert.Contains("MiB are free", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingObject_LeavesTheDirectoryEmpty()
    {
        var missing = SmallFile with { Hash = ObjectHash.Compute([9]) };
        _server.Objects[SmallFile.Hash] = [1];
        var directory = new DirectoryInode { Mode = Directory, Entries = [new("inner", 1)] };

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => UnpackAsync(Tree(("a", SmallFile), ("d", directory), ("m", missing))));

        Assert.Equal(ImageStoreError.UnknownObject, exception.Reason);
        Assert.Empty(_target.Handle.ReadEntries());
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("file")]
    [InlineData("stream")]
    public async Task ContentsThatDoNotMatchTheirHash_AreRefused(string form)
    {
        using var files = new TemporaryTree();
        var server = new MemoryImageServer { Deliver = bytes => Deliver(bytes, form, files) };
        server.Objects[SmallFile.Hash] = [2];

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => UnpackAsync(Tree(("a", SmallFile)), server));

        Assert.Equal(ImageStoreError.Corrupt, exception.Reason);
        Assert.Contains(SmallFile.Hash.ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Empty(_target.Handle.ReadEntries());
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("file")]
    [InlineData("stream")]
    public async Task ContentsOfAnotherLength_AreRefused(string form)
    {
        using var files = new TemporaryTree();
        var server = new MemoryImageServer { Deliver = bytes => Deliver(bytes, form, files) };
        server.Objects[SmallFile.Hash] = [1];

        var exception = await Assert.ThrowsAsync<UnpackException>(
            () => UnpackAsync(Tree(("a", SmallFile with { Size = 2 })), server));

        Assert.Contains("/a has 2 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_target.Handle.ReadEntries());
    }

    [Fact]
    public async Task StreamThatEndsEarly_IsAnErrorThatNamesTheFile()
    {
        var server = new MemoryImageServer { Deliver = bytes => ObjectContents.FromStream(new MemoryStream(bytes), 2) };
        server.Objects[SmallFile.Hash] = [1];

        var exception = await Assert.ThrowsAsync<UnpackException>(
            () => UnpackAsync(Tree(("a", SmallFile with { Size = 2 })), server));

        Assert.Contains("cannot create /a: the object ends after 1 of 2 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_LeavesTheDirectoryEmpty()
    {
        using var stop = new CancellationTokenSource();
        var server = new MemoryImageServer
        {
            Deliver = bytes =>
            {
                stop.Cancel();
                return ObjectContents.FromBytes(bytes);
            },
        };
        server.Objects[SmallFile.Hash] = [1];
        server.Objects[ObjectHash.Compute([2])] = [2];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageUnpacker.UnpackAsync(
            server,
            new Image { FileSystem = Tree(("a", SmallFile), ("b", SmallFile with { Hash = ObjectHash.Compute([2]) })) },
            _target.HostPath,
            stop.Token));

        Assert.Empty(_target.Handle.ReadEntries());
    }

    private static FileSystemTree Tree(params (string Name, Inode Inode)[] entries) => FileSystemTrees.Create(
        new DirectoryInode
        {
            Mode = Directory,
            Entries = [.. entries.Select((entry, index) => new DirectoryEntry(entry.Name, (ulong)index + 1))],
        },
        entries.Select((entry, index) => KeyValuePair.Create((ulong)index + 1, entry.Inode)));

    private static ObjectContents Deliver(byte[] bytes, string form, TemporaryTree files)
    {
        switch (form)
        {
            case "bytes":
                return ObjectContents.FromBytes(bytes);
            case "stream":
                return ObjectContents.FromStream(new MemoryStream(bytes), bytes.Length);
            default:
                var file = files.Handle.CreateFile(Guid.NewGuid().ToString(), 0x180);
                RandomAccess.Write(file, bytes, 0);
                return ObjectContents.FromFile(file, bytes.Length);
        }
    }

    private static async Task<FileSystemTree> ScanAsync(TemporaryTree tree, MemoryImageServer server)
    {
        var token = TestContext.Current.CancellationToken;
        await using var upload = await server.BeginUploadAsync(token);
        return (await new TreeScanner(TimeProvider.System).ScanAsync(tree.Root, null, upload, token)).Tree;
    }

    private Task<long> UnpackAsync(FileSystemTree tree, MemoryImageServer? server = null) => ImageUnpacker.UnpackAsync(
        server ?? _server, new Image { FileSystem = tree }, _target.HostPath, TestContext.Current.CancellationToken);
}
