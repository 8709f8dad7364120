using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanners;
using Imaginator.Building.Scanning;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Building.Trees;
using Imaginator.Building.Workspaces;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.WorkingTrees;

public class OverlayTreeTests : IAsyncDisposable
{
    private readonly TemporaryTree _state = new();
    private readonly MemoryImageServer _server = new();
    private readonly WorkspaceRoot _workspaces;
    private readonly WorkingTreeFactory _factory;

    public OverlayTreeTests()
        : this(new BuildDiskSettings(BuildDiskMode.None, 0))
    {
    }

    private protected OverlayTreeTests(BuildDiskSettings disk)
    {
        _workspaces = WorkspaceRoot.Open(_state.Path("builds"), disk);
        _factory = WorkingTreeFactory.Open(
            _state.Path("source-trees"), long.MaxValue, _workspaces, TimeProvider.System, NullLogger.Instance, TestIdMap.Instance);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Tree_StartsAsTheImage(int seed, bool asPlainTree)
    {
        var image = await SourceImage.RandomAsync(_server, seed, entries: 150);
        using var workspace = await CreateWorkspaceAsync();

        using var tree = await OpenAsync(image, workspace, asPlainTree);

        Assert.Equal(asPlainTree, tree is PlainTree);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task Changes_StayInTheBuildThatMadeThem()
    {
        var image = await SourceImage.OfAsync(_server, tree => tree.Write("d/a", [1]));
        using var workspace = await CreateWorkspaceAsync();
        using (var tree = await OpenAsync(image, workspace))
        using (var directory = tree.Root.OpenDirectory("d"))
        {
            using (var file = directory.OpenFileForWriting("a"))
            {
                RandomAccess.Write(file, [2, 3], 0);
            }

            directory.CreateFile("b", 0x1A4).Dispose();
        }

        using var other = await CreateWorkspaceAsync();
        using var unchanged = await OpenAsync(image, other);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(unchanged)));
        Assert.Empty((await CacheCheck.RunAsync(_state.Path("source-trees"), false, TimeProvider.System, Cancelled)).Faults);
    }

    [Fact]
    public async Task Tree_IsSeenByNobody()
    {
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(await SourceImage.OfAsync(_server, tree => tree.Write("a", [1])), workspace);

        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.TreePath));
        Assert.DoesNotContain(_state.HostPath, await File.ReadAllTextAsync("/proc/self/mountinfo", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_CannotBeOpenedByTheHost()
    {
        // The terminal driver would take it for an opened terminal; a tape would be rewound.
        var image = await SourceImage.OfAsync(
            _server, tree => tree.Handle.MakeNode("null", (uint)FileType.CharacterDevice | 0x1B6, 0x103));
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);

        Assert.Equal(Errno.EACCES, Assert.Throws<LinuxException>(() => tree.Root.OpenFile("null")).Error);
    }

    [Fact]
    public async Task HardLinks_StayTogether()
    {
        var image = await SourceImage.OfAsync(_server, tree =>
        {
            tree.Write("a", [1]);
            tree.Handle.Link(tree.Handle, "a", "b");
        });
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);
        using (var file = tree.Root.Directory.OpenFileForWriting("a"))
        {
            RandomAccess.Write(file, [7], 0);
        }

        var scanned = await ScanAsync(tree);
        Assert.Equal([1UL, 1UL], scanned.Root.Entries.Select(entry => entry.InodeNumber));
        Assert.Equal(ObjectHash.Compute([7]), ((RegularInode)scanned.InodeTable[1]).Hash);
    }

    [Fact]
    public async Task RootDirectory_HasItsMetadata()
    {
        var image = await SourceImage.OfAsync(_server, tree =>
        {
            tree.Handle.SetOwner(12, 34);
            tree.Handle.SetMode(0x4D1);
            tree.Handle.SetExtendedAttribute(new ExtendedAttribute("user.root", new byte[] { 1 }));
        });
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);

        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task ImageWithAWhiteout_IsCopied()
    {
        var image = await SourceImage.OfAsync(_server, tree =>
        {
            Directory.CreateDirectory(tree.Path("layer"));
            using var layer = tree.Handle.OpenDirectory("layer");
            layer.MakeNode("hidden", (uint)FileType.CharacterDevice, 0);
            layer.SetExtendedAttribute(new ExtendedAttribute("trusted.overlay.opaque", "y"u8.ToArray()));
        });
        using var workspace = await CreateWorkspaceAsync();

        using var tree = await OpenAsync(image, workspace);

        Assert.IsType<PlainTree>(tree);
        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
    }

    [Fact]
    public async Task WhereOverlaysCannotBeUsed_TheTreeIsACopyWithTheSameResult()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 7, entries: 150);
        using var elsewhere = TemporaryTree.InMemory();
        await using var factory = WorkingTreeFactory.Open(
            elsewhere.Path("source-trees"), long.MaxValue, _workspaces, TimeProvider.System, NullLogger.Instance, TestIdMap.Instance);
        using var workspace = await CreateWorkspaceAsync();
        using var otherWorkspace = await CreateWorkspaceAsync();
        var log = new RecordingLog();

        using var copy = (await factory.OpenSourceAsync(
            _server, SourceImage.Name, image, workspace, asPlainTree: false, log, Cancelled)).Tree;
        using var overlay = await OpenAsync(image, otherWorkspace);
        foreach (var tree in (WorkingTree[])[copy, overlay])
        {
            tree.Root.Directory.MakeDirectory("new", 0x1ED);
            tree.Root.Directory.Rename(image.FileSystem!.Root.Entries[0].Name, tree.Root.Directory, "renamed");
        }

        Assert.IsType<PlainTree>(copy);
        Assert.IsType<OverlayTree>(overlay);
        Assert.Contains("is copied, because overlays cannot be used here: ", log.Text, StringComparison.Ordinal);
        Assert.Equal(TreeDump.Lines(await ScanAsync(overlay)), TreeDump.Lines(await ScanAsync(copy)));
    }

    [Fact]
    public async Task Copy_IsMadeWithoutTheCacheWhereThatHoldsNothing()
    {
        var image = await SourceImage.RandomAsync(_server, seed: 4);
        await using var factory = WorkingTreeFactory.Open(
            _state.Path("no-trees"), 0, _workspaces, TimeProvider.System, NullLogger.Instance, TestIdMap.Instance);
        using var workspace = await CreateWorkspaceAsync();

        using var tree = (await factory.OpenSourceAsync(
            _server, SourceImage.Name, image, workspace, asPlainTree: true, new RecordingLog(), Cancelled)).Tree;

        Assert.Equal(TreeDump.Lines(image.FileSystem!), TreeDump.Lines(await ScanAsync(tree)));
        Assert.Empty(Directory.GetDirectories(_state.Path("no-trees")));
    }

    [Fact]
    public async Task Sandbox_HasTheTreeAsItsRoot()
    {
        var image = await BusyboxImageAsync();
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);
        var log = new RecordingLog();

        // Two after the other, as builds have it, and while the tree is open here.
        foreach (var script in (string[])["echo one >/etc/one && mv /etc/two /etc/moved", "cat /etc/one /etc/moved"])
        {
            await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: TestIdMap.Instance)
                .StartAsync(tree.Sandbox(), Cancelled);
            var result = await sandbox.RunAsync(Shell(script), log, Cancelled);
            Assert.True(result.Succeeded, $"{result.Describe()}: {log.Text}");
            await sandbox.UnmountAsync(keepDevices: false, Cancelled);
        }

        Assert.Equal("one\ntwo\n", log.Text);
        Assert.NotNull(tree.Root.Directory.TryGetStatus("etc"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(workspace.TreePath));
    }

    [Fact]
    public async Task SetUserIdPrograms_AreAllowedInTheSandboxAndDevicesAreNot()
    {
        var image = await BusyboxImageAsync();
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);
        var log = new RecordingLog();
        await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: TestIdMap.Instance)
            .StartAsync(tree.Sandbox(), Cancelled);

        await sandbox.RunAsync(Shell("grep ' / ' /proc/mounts"), log, Cancelled);

        // The host forbids them on its own mount of the tree.
        Assert.StartsWith("overlay / overlay rw,nodev,relatime,", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsMountedInTheSandbox_IsNotSeenInTheTree()
    {
        var image = await BusyboxImageAsync();
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace);
        await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: TestIdMap.Instance)
            .StartAsync(tree.Sandbox(), Cancelled);

        using var devices = tree.Root.OpenDirectory("dev");
        Assert.Empty(devices.ReadEntries());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tests_ChangeNothingThatIsPacked(bool asPlainTree)
    {
        var image = await BusyboxImageAsync();
        using var workspace = await CreateWorkspaceAsync();
        using var tree = await OpenAsync(image, workspace, asPlainTree);
        using (var etc = tree.Root.OpenDirectory("etc"))
        {
            etc.CreateFile("built", 0x1A4).Dispose();
        }

        var before = TreeDump.Lines(await ScanAsync(tree));
        using (var tested = _factory.OpenForTests(tree, workspace))
        {
            var log = new RecordingLog();
            await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: TestIdMap.Instance)
                .StartAsync(tested.Sandbox(), Cancelled);
            var result = await sandbox.RunAsync(
                Shell("test -e /etc/built && echo changed >/etc/two && rm /etc/built && mv /var /moved && cat /etc/two"), log, Cancelled);
            Assert.True(result.Succeeded, $"{result.Describe()}: {log.Text}");
            Assert.Equal("changed\n", log.Text);
        }

        Assert.Equal(before, TreeDump.Lines(await ScanAsync(tree)));
    }

    [Theory]
    [InlineData(1, "/a")]
    [InlineData(2, ".*b")]
    [InlineData(3, "!\n.*[a-d]")]
    [InlineData(4, "/[a-c]/.")]
    [InlineData(5, ".*a$\n/b")]
    public async Task RemovalOfWhatAScanLeavesOut_ChangesNoScan(int seed, string filterLines)
    {
        var filter = PathFilter.Compile(filterLines.Split('\n'));
        var image = await SourceImage.RandomAsync(_server, seed, entries: 150);
        foreach (var asPlainTree in (bool[])[false, true])
        {
            using var workspace = _workspaces.Create();
            using var tree = await OpenAsync(image, workspace, asPlainTree);
            var upload = await _server.BeginUploadAsync(Cancelled);
            await using var scanner = TestScanner.Start(tree.Scanned);
            var filtered = (await scanner.ScanAsync(consumesFiles: false, filter, ScanLimits.None, upload, Cancelled)).Tree;

            foreach (var path in await scanner.FindLeftOutAsync(filter, Cancelled))
            {
                using var parent = tree.Root.OpenParent(path, out var name);
                TreeRemover.Remove(parent, name, Cancelled);
            }

            Assert.Equal(TreeDump.Lines(filtered), TreeDump.Lines(await ScanAsync(tree)));
            Assert.Empty(await scanner.FindLeftOutAsync(filter, Cancelled));
        }
    }

    private static SandboxCommand Shell(string script) => new()
    {
        Arguments = ["/bin/sh", "-c", script],
        Environment = ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, [KeyValuePair.Create("PATH", "/bin")]),
    };

    private async Task<Image> BusyboxImageAsync()
    {
        using var busybox = new BusyboxRoot();
        await File.WriteAllTextAsync(busybox.In("etc/two"), "two\n", Cancelled);
        using var root = TreeRoot.OpenImage(busybox.Path);
        var upload = await _server.BeginUploadAsync(Cancelled);
        return new Image
        {
            FileSystem = (await new TreeScanner(TimeProvider.System).ScanAsync(root, null, upload, Cancelled)).Tree,
        };
    }

    private Task<Workspace> CreateWorkspaceAsync() => _workspaces.CreateLimitedAsync(null, Cancelled);

    private async Task<WorkingTree> OpenAsync(Image image, Workspace workspace, bool asPlainTree = false) =>
        (await _factory.OpenSourceAsync(
            _server, SourceImage.Name, image, workspace, asPlainTree, new RecordingLog(), Cancelled)).Tree;

    private async Task<FileSystemTree> ScanAsync(WorkingTree tree)
    {
        var upload = await _server.BeginUploadAsync(Cancelled);
        return (await TestScanner.ScanAsync(tree.Scanned, consumesFiles: false, null, upload, Cancelled)).Tree;
    }
}
