using System.Diagnostics;
using System.Net.Sockets;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Scanning;

public sealed class TreeScannerTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly MemoryImageServer _server = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Scan_NumbersInodesInTheOrderOfTheWalk()
    {
        _tree.Write("b/2", [1]);
        _tree.Write("b/1/x", [2]);
        _tree.Write("c", [3]);
        _tree.Write("a/y", []);

        var tree = (await ScanAsync()).Tree;

        Assert.Equal(
            ["/a 1", "/b 2", "/c 3", "/a/y 4", "/b/1 5", "/b/2 6", "/b/1/x 7"],
            TreePaths(tree).OrderBy(entry => entry.Number).Select(entry => $"{entry.Path} {entry.Number}"));
        Assert.Equal((4UL, 3UL, 4UL), (tree.NumRegularInodes, tree.TotalDataBytes, tree.DirectoryCount));
    }

    [Fact]
    public async Task Scan_IsTheSameEachTime()
    {
        RandomTree.Fill(_tree.Handle, seed: 42, entries: 200);
        var first = TreeDump.Lines((await ScanAsync()).Tree);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(first, TreeDump.Lines((await ScanAsync()).Tree));
        }
    }

    [Fact]
    public async Task EmptyFile_HasNoObject()
    {
        _tree.Write("empty", []);

        var result = await ScanAsync();

        Assert.True(((RegularInode)result.Tree.InodeTable[1]).Hash.IsZero);
        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task EqualContents_AreAddedOnce()
    {
        for (var i = 0; i < 50; i++)
        {
            _tree.Write($"{i}", [1, 2, 3]);
        }

        _tree.Write("other", [4]);
        await using (var upload = await _server.BeginUploadAsync(TestContext.Current.CancellationToken))
        {
            await upload.AddObjectAsync(
                ObjectHash.Compute([4]), ObjectContents.FromBytes(new byte[] { 4 }), TestContext.Current.CancellationToken);
        }

        var statistics = (await ScanAsync()).Statistics;

        Assert.Equal(3, _server.Additions);
        Assert.Equal((51, 151, 1, 1, 3), (
            statistics.Files, statistics.Bytes, statistics.NewObjects, statistics.KnownObjects, statistics.NewBytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024 * 1024 - 1)]
    [InlineData(1024 * 1024)]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(5_000_000)]
    public async Task Contents_AreHashedWhateverTheirSize(int length)
    {
        var contents = new byte[length];
        new Random(length).NextBytes(contents);
        _tree.Write("file", contents);

        var inode = (RegularInode)(await ScanAsync()).Tree.InodeTable[1];

        Assert.Equal(ObjectHash.Compute(contents), inode.Hash);
        Assert.Equal(contents, _server.Objects[inode.Hash]);
    }

    [Fact]
    public async Task HardLinks_ShareAnInode()
    {
        _tree.Write("d/file", [1]);
        _tree.Handle.Link(_tree.Handle.OpenDirectory("d"), "file", "a");

        var tree = (await ScanAsync()).Tree;

        Assert.Equal(["/a 1", "/d 2", "/d/file 1"], TreePaths(tree).Select(entry => $"{entry.Path} {entry.Number}"));
        Assert.Equal(1UL, tree.NumRegularInodes);
    }

    [Fact]
    public async Task SocketsAndReservedDirectory_AreLeftOut()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_tree.Path("socket")));
        _tree.Write(".subd/file", [1]);
        _tree.Write("d/.subd", [1]);

        var scanned = await ScanAsync();

        Assert.Equal(["/d", "/d/.subd"], TreePaths(scanned.Tree).Select(entry => entry.Path));
        Assert.Equal(1, scanned.Skipped.Count);
        Assert.Equal(["/socket"], scanned.Skipped.Paths);
    }

    [Fact]
    public async Task OtherFileSystems_AreLeftOut()
    {
        _tree.Write("mounted/below", [1]);
        Run("mount", "-t", "tmpfs", "none", _tree.Path("mounted"));
        try
        {
            Assert.Empty(TreePaths((await ScanAsync()).Tree));
        }
        finally
        {
            Run("umount", _tree.Path("mounted"));
        }
    }

    [Fact]
    public async Task FilteredDirectory_TakesEverythingBelowAlong()
    {
        _tree.Write("keep/x.log", [1]);
        _tree.Write("drop/y", [2]);
        _tree.Write("keep/z", [3]);

        var result = await ScanAsync(PathFilter.Compile(["/drop$", @".*\.log$"]));

        Assert.Equal(["/keep", "/keep/z"], TreePaths(result.Tree).Select(entry => entry.Path));
        Assert.Single(_server.Objects);
    }

    [Fact]
    public async Task InvertedFilter_KeepsWhatMatchesWithItsDirectories()
    {
        _tree.Write("etc/a", [1]);
        _tree.Write("usr/b", [1]);

        Assert.Equal(
            ["/etc", "/etc/a"],
            TreePaths((await ScanAsync(PathFilter.Compile(["!", "/etc(/.*)?$"]))).Tree).Select(entry => entry.Path));
        Assert.Empty(TreePaths((await ScanAsync(PathFilter.Compile(["!", "/etc/a$"]))).Tree));
    }

    [Fact]
    public async Task FailureOfTheServer_EndsTheScan()
    {
        RandomTree.Fill(_tree.Handle, seed: 7, entries: 2_000);
        var server = new MemoryImageServer
        {
            BeforeAddition = _ => throw new ImageStoreException(ImageStoreError.Full, "The store is full."),
        };

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => ScanAsync(server: server));

        Assert.Equal(ImageStoreError.Full, exception.Reason);
    }

    [Fact]
    public async Task Cancelling_EndsTheScan()
    {
        RandomTree.Fill(_tree.Handle, seed: 7, entries: 2_000);
        using var stop = new CancellationTokenSource();
        var server = new MemoryImageServer { BeforeAddition = _ => stop.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ScanAsync(server: server, cancellationToken: stop.Token));
    }

    [Fact]
    public async Task DeepTree_IsScanned()
    {
        var handles = new List<Linux.Trees.DirectoryHandle> { _tree.Handle };
        for (var i = 0; i < 300; i++)
        {
            handles[^1].MakeDirectory("a-directory", 0x1ED);
            handles.Add(handles[^1].OpenDirectory("a-directory"));
        }

        handles[^1].CreateFile("file", 0x180).Dispose();
        handles.Skip(1).ToList().ForEach(handle => handle.Dispose());

        Assert.Equal(301, (await ScanAsync()).Tree.InodeTable.Count);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static IEnumerable<(string Path, ulong Number)> TreePaths(FileSystemTree tree) =>
        global::Imaginator.Scanning.Inodes.TreePaths.Enumerate(tree).OrderBy(entry => entry.Path, StringComparer.Ordinal);

    private async Task<ScanResult> ScanAsync(
        PathFilter? filter = null, MemoryImageServer? server = null, CancellationToken? cancellationToken = null)
    {
        var token = cancellationToken ?? TestContext.Current.CancellationToken;
        await using var upload = await (server ?? _server).BeginUploadAsync(token);
        return await new TreeScanner(TimeProvider.System).ScanAsync(_tree.Root, filter, upload, token);
    }
}
