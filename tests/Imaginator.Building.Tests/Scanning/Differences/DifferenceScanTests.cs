using System.Globalization;
using CsCheck;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning.Differences;

/// <summary>
/// A scan by difference finds what a full scan finds, whatever was done: to a random image under an overlay and to a plain
/// copy of it the same is done, and the two become the same image. IMAGINATOR_SEQUENCES=NUMBER tries more sequences than
/// usual; what fails is printed with a seed, which CsCheck_Seed=SEED tries again.
/// </summary>
public sealed class DifferenceScanTests : IDisposable
{
    private const int UsualSequences = 2000;

    private static readonly Gen<TreeOperation[]> Making = TreeOperation.Making.Array[10, 50];
    private static readonly Gen<TreeOperation[]> Changing = TreeOperation.Changing.Array[0, 30];
    private static readonly string[] Lines = ["/a$", "/a/b", "/.*/c$", "/b/.*", "!", "/c/a/.*"];

    private static readonly Gen<string[]> Filters =
        Gen.Int[0, 5].Array[1, 3].Select(numbers => Array.ConvertAll(numbers, number => Lines[number]));

    private readonly TemporaryTree _directory = TemporaryTree.InMemory();
    private readonly TreeScanner _scanner = new(TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task DifferenceScan_EqualsFullScan() =>
        await Gen.Select(Making, Changing, Filters).SampleAsync(
            (making, changing, filter) => CompareAsync(making, changing, PathFilter.Compile(filter)),
            iter: Sequences(),
            threads: 2);

    [Fact]
    public async Task UnchangedTree_IsNotRead()
    {
        var (scanned, source) = await ScanAsync(FillAsTree, _ => { });

        Assert.Equal((0, 0), (scanned.Statistics.ReadFiles, scanned.Statistics.NewObjects));
        Assert.Equal(TreeDump.Lines(source), TreeDump.Lines(scanned.Tree));

        // The very inodes: nothing is copied.
        Assert.All(source.InodeTable, inode => Assert.True(
            inode.Value is DirectoryInode || ReferenceEquals(inode.Value, scanned.Tree.InodeTable[inode.Key])));
    }

    [Fact]
    public async Task RenamedDirectory_IsNotRead()
    {
        var (scanned, _) = await ScanAsync(FillAsTree, root =>
        {
            using var directory = root.OpenDirectory("d");
            directory.Rename("inner", root.Directory, "outer");
            root.Directory.Rename("d", root.Directory, "e");
        });

        Assert.Equal(0, scanned.Statistics.ReadFiles);
        Assert.Equal(
            ["/e", "/e/file", "/link", "/outer", "/outer/file"],
            TreePaths.Enumerate(scanned.Tree).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ChangedMetadata_BringsNoNewObject()
    {
        var (scanned, _) = await ScanAsync(FillAsTree, root =>
        {
            using var directory = root.OpenDirectory("d");
            directory.SetMode("file", 0x1C0);
        });

        Assert.Equal((1, 0), (scanned.Statistics.ReadFiles, scanned.Statistics.NewObjects));
    }

    [Fact]
    public async Task FileWithSeveralNames_IsReadOnceIfOneOfThemWasWrittenTo()
    {
        var (scanned, _) = await ScanAsync(FillAsTree, root =>
        {
            using var file = root.Directory.OpenFileForWriting("link");
            RandomAccess.Write(file, "changed"u8, 0);
        });

        Assert.Equal((1, 1), (scanned.Statistics.ReadFiles, scanned.Statistics.NewObjects));
        Assert.Equal(2, TreePaths.Enumerate(scanned.Tree)
            .Count(entry => scanned.Tree.InodeTable[entry.InodeNumber] is RegularInode { Size: 7 }));
    }

    [Fact]
    public async Task ComputedFileAndEntriesInAnyOrder_AreScannedAsTheyWereUnpacked()
    {
        var server = new MemoryImageServer();
        var source = FileSystemTrees.Create(
            new DirectoryInode { Mode = 0x41ED, Entries = [new("z", 7), new("computed", 3), new("d", 9)] },
            new Dictionary<ulong, Inode>
            {
                [7] = new SymlinkInode { Target = "x" },
                [3] = new ComputedRegularInode { Mode = 0x81A4, Source = "host:1" },
                [9] = new DirectoryInode { Mode = 0x41ED, Entries = [new("b", 5), new("a", 5)] },
                [5] = new SpecialInode { Mode = 0x1180, MtimeSeconds = 1 },
            });
        using var pair = await OverlayPair.MakeAsync(_directory.Handle, server, source);
        await using var nowhere = new NoUpload();

        Assert.Equal(
            TreeDump.Lines((await _scanner.ScanAsync(pair.Plain, null, nowhere, CancellationToken.None)).Tree),
            TreeDump.Lines((await _scanner.ScanAsync(pair.Layers, consumesFiles: false, null, new ObjectSink(nowhere), CancellationToken.None)).Tree));
    }

    [Fact]
    public async Task DirectoriesFarAbove_AreOpenedAgain()
    {
        // On the way back up, each level has directories that follow: unchanged, changed and new ones.
        const int Levels = 100;
        var server = new MemoryImageServer();
        var source = (await SourceTrees.SourceImage.OfAsync(server, tree =>
        {
            for (var level = 0; level < Levels; level++)
            {
                var path = string.Concat(Enumerable.Repeat("a/", level));
                tree.Write(path + "b/unchanged/file", [1]);
                tree.Write(path + "b/changed/file", [2]);
            }
        })).FileSystem!;
        using var pair = await OverlayPair.MakeAsync(_directory.Handle, server, source);
        foreach (var tree in (TreeRoot[])[pair.Plain, pair.Overlay])
        {
            for (var level = 0; level < Levels; level++)
            {
                using var directory = tree.OpenDirectory(string.Concat(Enumerable.Repeat("a/", level)));
                directory.MakeDirectory("c", 0x1ED);
                using var made = directory.OpenDirectory("c");
                made.MakeSymbolicLink("link", "x");
                using var changed = tree.OpenDirectory(string.Concat(Enumerable.Repeat("a/", level)) + "b/changed");
                changed.Unlink("file");
            }
        }

        await using var nowhere = new NoUpload();
        var plain = TreeDump.Lines((await _scanner.ScanAsync(pair.Plain, null, nowhere, CancellationToken.None)).Tree);
        var difference = (await _scanner.ScanAsync(pair.Layers, consumesFiles: false, null, new ObjectSink(nowhere), CancellationToken.None)).Tree;

        Assert.Equal(plain, TreeDump.Lines(difference));
        Assert.Equal((ulong)Levels, difference.NumRegularInodes);
    }

    private static int Sequences() => int.TryParse(
        Environment.GetEnvironmentVariable("IMAGINATOR_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
        ? given
        : UsualSequences;

    private static void FillAsTree(TemporaryTree tree)
    {
        tree.Write("d/file", [1]);
        tree.Write("d/inner/file", [2, 3]);
        using var inner = tree.Root.OpenDirectory("d/inner");
        tree.Handle.Link(inner, "file", "link");
    }

    private async Task<(ScanResult Scanned, FileSystemTree Source)> ScanAsync(
        Action<TemporaryTree> fill, Action<TreeRoot> change)
    {
        var server = new MemoryImageServer();
        var source = (await SourceTrees.SourceImage.OfAsync(server, fill)).FileSystem!;
        using var pair = await OverlayPair.MakeAsync(_directory.Handle, server, source);
        change(pair.Overlay);
        var upload = await server.BeginUploadAsync(CancellationToken.None);
        return (await _scanner.ScanAsync(pair.Layers, consumesFiles: false, null, new ObjectSink(upload), CancellationToken.None), source);
    }

    private async Task CompareAsync(TreeOperation[] making, TreeOperation[] changing, PathFilter filter)
    {
        var server = new MemoryImageServer();
        var source = await MakeSourceAsync(making, server);
        using var pair = await OverlayPair.MakeAsync(_directory.Handle, server, source);

        var errors = changing.Select((operation, time) => operation.Apply(pair.Plain, time)).ToList();
        var overlayErrors = changing.Select((operation, time) => operation.Apply(pair.Overlay, time)).ToList();

        // 1: the overlay behaves as a plain tree does. 2: the scans agree, with a filter and without.
        Assert.Equal(errors, overlayErrors);
        foreach (var one in (PathFilter?[])[null, filter])
        {
            await using var nowhere = new NoUpload();
            var plain = TreeDump.Lines((await _scanner.ScanAsync(pair.Plain, one, nowhere, CancellationToken.None)).Tree);
            var full = TreeDump.Lines((await _scanner.ScanAsync(pair.Overlay, one, nowhere, CancellationToken.None)).Tree);
            var upload = await server.BeginUploadAsync(CancellationToken.None);
            var difference = (await _scanner.ScanAsync(pair.Layers, consumesFiles: false, one, new ObjectSink(upload), CancellationToken.None)).Tree;
            Assert.Equal(plain, full);
            Assert.Equal(plain, TreeDump.Lines(difference));

            // 3: everything that it refers to is on the server.
            Assert.All(
                difference.InodeTable.Values.OfType<RegularInode>().Where(file => file.Size > 0),
                file => Assert.Contains(file.Hash, (IReadOnlyDictionary<ObjectHash, byte[]>)server.Objects));
        }
    }

    private async Task<FileSystemTree> MakeSourceAsync(TreeOperation[] making, MemoryImageServer server)
    {
        using var tree = TemporaryTree.InMemory();
        for (var i = 0; i < making.Length; i++)
        {
            making[i].Apply(tree.Root, 1000 + i);
        }

        var upload = await server.BeginUploadAsync(CancellationToken.None);
        return (await _scanner.ScanAsync(tree.Root, null, upload, CancellationToken.None)).Tree;
    }
}
