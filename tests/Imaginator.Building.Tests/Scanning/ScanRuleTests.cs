using System.Diagnostics;
using Imaginator.Building.Trees;
using Imaginator.Building.Unpacking;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Scanning;

namespace Imaginator.Building.Scanning;

/// <summary>Every image that a scan makes can be unpacked, and no tree makes a scan use much memory or many descriptors.</summary>
[Collection(nameof(LargeTrees))]
public sealed class ScanRuleTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly TemporaryTree _tree = TemporaryTree.InMemory();
    private readonly MemoryImageServer _server = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        TreeRemover.RemoveContents(_tree.Handle, CancellationToken.None);
        _tree.Dispose();
    }

    [Theory]
    [InlineData(4_500, 255)]
    [InlineData(30_000, 1)]
    [InlineData(41, 100)]
    public async Task Scan_RefusesDeepTrees_EarlyAndWithLittleMemory(int depth, int nameLength)
    {
        MakeDeep(depth, new string('d', nameLength));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();

        var exception = await Assert.ThrowsAsync<ScanException>(ScanAsync);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100 * MiB);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains("the image cannot have /ddd".Replace("ddd", new string('d', nameLength)[..1], StringComparison.Ordinal), exception.Message, StringComparison.Ordinal);
        Assert.Contains("but the maximum is 4095 bytes", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 1, 500);
    }

    [Fact]
    public void Remove_OfADeepTree_UsesLittleMemory()
    {
        MakeDeep(4_500, new string('d', 255));
        var before = GC.GetAllocatedBytesForCurrentThread();

        TreeRemover.RemoveContents(_tree.Handle, Cancelled);

        // Of everything that was ever allocated, and not at a time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * MiB);
        Assert.Empty(_tree.Handle.ReadEntries());
    }

    [Fact]
    public async Task Scan_OfTheDeepestPossibleTree_OpensFewDirectories()
    {
        // 2047 times two bytes are 4094 bytes.
        MakeDeep(2_047, "d");
        var most = 0;
        using var watching = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            while (!watching.IsCancellationRequested)
            {
                most = Math.Max(most, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
            }
        }, TestContext.Current.CancellationToken);
        var atStart = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

        var tree = await ScanAsync();
        await watching.CancelAsync();
        await watcher;

        Assert.Equal(2_048UL, tree.DirectoryCount);
        Assert.InRange(most - atStart, 0, 400);
    }

    [Theory]
    [InlineData(2_047, 1)]
    [InlineData(15, 255)]
    [InlineData(40, 100)]
    public async Task WhatIsScanned_CanBeUnpacked(int depth, int nameLength)
    {
        MakeDeep(depth, new string('d', nameLength));
        _tree.Write(new string('n', 255), [1]);
        _tree.Handle.MakeSymbolicLink("link", new string('t', 4_095));
        var tree = await ScanAsync();
        using var target = TemporaryTree.InMemory();

        await ImageUnpacker.UnpackAsync(_server, new Image { FileSystem = tree }, target.HostPath, Cancelled);

        var upload = await _server.BeginUploadAsync(Cancelled);
        var again = await new TreeScanner(TimeProvider.System).ScanAsync(target.Root, null, upload, Cancelled);
        Assert.Equal(Count(tree), Count(again.Tree));
        TreeRemover.RemoveContents(target.Handle, Cancelled);
    }

    [Fact]
    public async Task Scan_RefusesWhatUnpackingRefuses()
    {
        Directory.CreateDirectory(_tree.Path(".inodes"));

        var exception = await Assert.ThrowsAsync<ScanException>(ScanAsync);

        Assert.Equal(
            "the image cannot have /.inodes: it is reserved for the client on machines; remove it or exclude it with a filter line",
            exception.Message);
    }

    [Fact]
    public async Task Scan_OfManyNamesInOneDirectory_EndsAtTheLimitBeforeReadingAll()
    {
        Directory.CreateDirectory(_tree.Path("many"));
        using (var many = _tree.Handle.OpenDirectory("many"))
        {
            for (var i = 0; i < 50_000; i++)
            {
                many.MakeSymbolicLink($"{i}", "x");
            }
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var exception = await Assert.ThrowsAsync<ScanException>(() => ScanAsync(new ScanLimits(long.MaxValue, 1_000)));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 * MiB);
        Assert.StartsWith("the image has too many files: more than 1000 (limit ImageFiles)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/many", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_OfManyHardLinks_EndsAtTheLimitOfNames()
    {
        _tree.Write("0/0", [1]);
        using (var first = _tree.Handle.OpenDirectory("0"))
        {
            for (var directory = 1; directory < 7; directory++)
            {
                _tree.Handle.MakeDirectory($"{directory}", 0x1ED);
                using var linked = _tree.Handle.OpenDirectory($"{directory}");
                for (var name = 0; name < 6; name++)
                {
                    linked.Link(first, "0", $"{name}");
                }
            }
        }

        // 8 files with 44 names.
        var exception = await Assert.ThrowsAsync<ScanException>(() => ScanAsync(new ScanLimits(long.MaxValue, 8)));

        Assert.StartsWith("the image has too many names: more than 32 for at most 8 files (limit ImageFiles)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AttributesAndLinkTargetsOfAllFiles_AreLimitedTogether()
    {
        var attribute = new ExtendedAttribute("user.a", new byte[TreeRules.MaximumAttributeLength]);
        var directory = new DirectoryInode { Mode = 0x41ED, ExtendedAttributes = [.. Enumerable.Repeat(attribute, 2_000)] };
        var budget = new ScanBudget(ScanLimits.None);
        budget.AddMetadata("", "link", new SymlinkInode { Target = new string('t', 4_095) });
        budget.AddMetadata("/one", "", directory);
        budget.AddMetadata("/two", "", directory);

        var exception = Assert.Throws<ScanException>(
            () => budget.AddMetadata("/two", "file", new RegularInode { Mode = 0x81A4, ExtendedAttributes = directory.ExtendedAttributes }));

        Assert.StartsWith(
            "the extended attributes and link targets of all files have more than 256 MiB, which an image cannot hold",
            exception.Message,
            StringComparison.Ordinal);
        foreach (var path in (string[])["/link (", "/one (", "/two (", "/two/file ("])
        {
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Scan_CountsHolesAndNamesTheLargestFiles()
    {
        MakeHole("a/huge", 20L << 30);
        MakeHole("b/large", 1L << 30);
        _tree.Write("c", new byte[10]);
        var started = Stopwatch.GetTimestamp();

        var exception = await Assert.ThrowsAsync<ScanException>(() => ScanAsync(new ScanLimits(2L << 30, 1_000)));

        Assert.Contains("its files have more than 2 GiB (limit ImageSize)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/a/huge (20 GiB)", exception.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Hashing_StopsInAHole_WhenTheBuildIsCancelled()
    {
        MakeHole("huge", 200L << 30);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        cancelled.CancelAfter(TimeSpan.FromMilliseconds(300));
        var upload = await _server.BeginUploadAsync(Cancelled);
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new TreeScanner(TimeProvider.System).ScanAsync(_tree.Root, null, upload, cancelled.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0, 3 * MiB)]
    [InlineData(5 * MiB, 3 * MiB + 17)]
    [InlineData(5 * MiB + 4096, 0)]
    public async Task HashOfAFileWithHoles_IsTheHashOfItsContents(long dataAt, long holeAfter)
    {
        var data = new byte[MiB + 5];
        Random.Shared.NextBytes(data);
        _tree.Write("file", []);
        using (var file = File.OpenHandle(_tree.Path("file"), FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.Write(file, data, dataAt);
            RandomAccess.SetLength(file, dataAt + data.Length + holeAfter);
        }

        var tree = await ScanAsync();

        var expected = new byte[dataAt + data.Length + holeAfter];
        data.CopyTo(expected, dataAt);
        Assert.Equal(ObjectHash.Compute(expected), ((RegularInode)tree.InodeTable[1]).Hash);
    }

    private static (ulong, ulong, int) Count(FileSystemTree tree) =>
        (tree.DirectoryCount, tree.NumRegularInodes, tree.InodeTable.Count);

    private async Task<FileSystemTree> ScanAsync() => await ScanAsync(ScanLimits.Default);

    private async Task<FileSystemTree> ScanAsync(ScanLimits limits)
    {
        IImageUpload upload = await _server.BeginUploadAsync(Cancelled);
        return (await new TreeScanner(TimeProvider.System, limits).ScanAsync(_tree.Root, null, upload, Cancelled)).Tree;
    }

    private void MakeHole(string name, long length)
    {
        _tree.Write(name, []);
        using var file = File.OpenHandle(_tree.Path(name), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, length);
    }

    private void MakeDeep(int depth, string name)
    {
        var directory = _tree.Handle.Reopen();
        for (var level = 0; level < depth; level++)
        {
            directory.MakeDirectory(name, 0x1ED);
            var child = directory.OpenDirectoryOnSameMount(name); // Its display path does not grow.
            directory.Dispose();
            directory = child;
        }

        directory.Dispose();
    }
}
