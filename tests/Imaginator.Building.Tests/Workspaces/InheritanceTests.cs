using System.Diagnostics;
using Imaginator.Building.Unpacking;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Imaginator.Scanning;

namespace Imaginator.Building.Workspaces;

/// <summary>Nothing that a directory of the machine passes on to what is made in it becomes part of an image.</summary>
public sealed class InheritanceTests : IDisposable
{
    // Version 2; user::rwx, user:1234:rwx, group::r-x, mask::rwx, other::r-x.
    private static readonly byte[] Acl =
    [
        2, 0, 0, 0,
        1, 0, 7, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        2, 0, 7, 0, 0xD2, 4, 0, 0,
        4, 0, 5, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0x10, 0, 7, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0x20, 0, 5, 0, 0xFF, 0xFF, 0xFF, 0xFF,
    ];

    private readonly TemporaryTree _state = new();
    private readonly MemoryImageServer _server = new();

    public InheritanceTests()
    {
        _state.Handle.SetExtendedAttribute(new ExtendedAttribute("system.posix_acl_default", Acl));
        _state.Handle.SetOwner(0, 4321);
        _state.Handle.SetMode(0x5C0); // 02700
        Run("chattr", "+dAS", _state.HostPath);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Workspace_InheritsNothing()
    {
        using var workspace = WorkspaceRoot.Open(_state.Path("builds")).Create();
        foreach (var path in (string[])[workspace.TreePath, workspace.UpperPath, workspace.ManifestPath])
        {
            using var tree = TreeRoot.OpenImage(path);
            tree.Directory.MakeDirectory("d", 0x1ED);
            tree.Directory.CreateFile("f", 0x1A4).Dispose();
            AssertPlain(await ScanAsync(tree));
        }

        Assert.Equal("--------------", Flags(workspace.TreePath));
    }

    [Fact]
    public async Task UnpackedTree_InheritsNothing()
    {
        _state.Handle.MakeDirectory("target", 0x1ED);
        var image = new Image
        {
            FileSystem = FileSystemTrees.Create(
                new DirectoryInode { Mode = 0x41ED, Entries = [new("d", 1), new("f", 2)] },
                [
                    KeyValuePair.Create(1UL, (Inode)new DirectoryInode { Mode = 0x41ED }),
                    KeyValuePair.Create(2UL, (Inode)new RegularInode { Mode = 0x81A4 }),
                ]),
        };

        await ImageUnpacker.UnpackAsync(_server, image, _state.Path("target"), Cancelled);

        using var tree = TreeRoot.OpenImage(_state.Path("target"));
        AssertPlain(await ScanAsync(tree));
    }

    [Fact]
    public void TheTestWouldSeeWhatIsInherited()
    {
        _state.Handle.MakeDirectory("plain", 0x1ED);
        using var directory = _state.Handle.OpenDirectory("plain");

        Assert.NotEmpty(directory.GetExtendedAttributes());
        Assert.Equal(4321U, directory.GetStatus().Gid);
        Assert.NotEqual("--------------", Flags(_state.Path("plain")));
    }

    private static void AssertPlain(FileSystemTree tree)
    {
        Assert.All(tree.InodeTable.Values.Append(tree.Root), inode =>
        {
            Assert.Empty(inode.ExtendedAttributes);
            Assert.Equal((0U, 0U), (inode.Uid, inode.Gid));
        });
        Assert.All(tree.InodeTable.Values.OfType<DirectoryInode>(), directory => Assert.Equal(0x41EDU, directory.Mode));
        Assert.Equal(0U, tree.Root.Mode & 0xE00);
    }

    private async Task<FileSystemTree> ScanAsync(TreeRoot tree)
    {
        var upload = await _server.BeginUploadAsync(Cancelled);
        return (await new TreeScanner(TimeProvider.System).ScanAsync(tree, null, upload, Cancelled)).Tree;
    }

    // Without the flags that the file system sets itself: extents, index, inline data.
    private static string Flags(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("lsattr", ["-d", path]) { RedirectStandardOutput = true })!;
        var flags = process.StandardOutput.ReadToEnd().Split(' ')[0];
        process.WaitForExit();
        return new string([.. flags.Select(flag => flag is 'e' or 'I' or 'N' ? '-' : flag)])[..14];
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
