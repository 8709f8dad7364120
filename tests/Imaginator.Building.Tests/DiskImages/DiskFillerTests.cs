using Imaginator.Building.DiskImages;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.DiskImages;

/// <summary>The file system of a disk, mounted and filled.</summary>
public sealed class DiskFillerTests
{
    private const long MiB = 1024 * 1024;
    private const long In2050 = 2_524_608_000;
    private const int Nanoseconds = 123_456_789;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_HasTheTree_WithTimesLinksHolesAndAttributes()
    {
        using var tree = new TemporaryTree();
        using var work = new TemporaryDirectory();
        using var nodes = DirectoryHandle.OpenHost(work.FullName);
        Make(tree);
        var (file, layout) = (work.PathOf("disk.raw"), DiskLayout.Of((64 * MiB) + 512, new TreeExtent(MiB, 100)));
        await using (var disk = new FileStream(file, FileMode.CreateNew))
        {
            disk.SetLength(layout.DiskBytes);
        }

        var log = new RecordingLog();
        await FileSystemMaker.MakeAsync(file, layout, DiskIdentity.Create(), tree: null, log, Cancelled);
        using (var mount = DiskMount.Mount(file, layout, nodes))
        {
            using var target = TreeRoot.OfImage(mount.OpenRoot("disk"));
            new DiskFiller(tree.Handle, target).Fill(log, Cancelled);
        }

        await DiskMount.WaitUntilUnmountedAsync(file, Cancelled);
        using (var mount = DiskMount.Mount(file, layout, nodes))
        {
            using var root = mount.OpenRoot("disk");
            Check(root);
        }

        await DiskMount.WaitUntilUnmountedAsync(file, Cancelled);
    }

    [Fact]
    public async Task TimesThatTheDiskCannotHold_AreNamed()
    {
        const long In3000 = 32_503_680_000;
        using var tree = TemporaryTree.InMemory();
        foreach (var (name, time) in new[] { ("file", In2050), ("future", In3000), ("past", -In2050) })
        {
            tree.Write(name, [1]);
            tree.Handle.SetModificationTime(name, time, 0);
        }

        var log = new RecordingLog();
        await FillSmallDiskAsync(tree, log);

        Assert.Contains("warning: 2 files have times before 1901 or after 2446, which ext4 cannot hold", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttributeThatTheDiskCannotHold_IsNamedWithItsFile()
    {
        using var tree = TemporaryTree.InMemory();
        tree.Write("sub/big", [1]);
        using (var sub = tree.Handle.OpenDirectory("sub"))
        {
            // File systems in memory have such attributes since Linux 6.6.
            Assert.SkipUnless(TrySet(sub, "big", new ExtendedAttribute("user.big", new byte[9000])), "no such long attributes here");
        }

        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => FillSmallDiskAsync(tree, new RecordingLog()));

        Assert.StartsWith(
            "cannot copy /sub/big to the disk: cannot set the extended attribute user.big of 9000 bytes: the target file system has no space "
            + "for it; ext4 keeps about 4,000 bytes", exception.Message, StringComparison.Ordinal);
    }

    private static bool TrySet(DirectoryHandle directory, string name, ExtendedAttribute attribute)
    {
        try
        {
            directory.SetExtendedAttribute(name, attribute);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task FillSmallDiskAsync(TemporaryTree tree, RecordingLog log)
    {
        using var work = new TemporaryDirectory();
        using var nodes = DirectoryHandle.OpenHost(work.FullName);
        var (file, layout) = (work.PathOf("disk.raw"), DiskLayout.Of(32 * MiB, new TreeExtent(MiB, 10)));
        await using (var disk = new FileStream(file, FileMode.CreateNew))
        {
            disk.SetLength(layout.DiskBytes);
        }

        await FileSystemMaker.MakeAsync(file, layout, DiskIdentity.Create(), tree: null, log, Cancelled);
        try
        {
            using var mount = DiskMount.Mount(file, layout, nodes);
            using var target = TreeRoot.OfImage(mount.OpenRoot("disk"));
            new DiskFiller(tree.Handle, target).Fill(log, Cancelled);
        }
        finally
        {
            await DiskMount.WaitUntilUnmountedAsync(file, Cancelled);
        }
    }

    private static void Make(TemporaryTree tree)
    {
        tree.Write("sub/file", [1, 2, 3]);
        tree.Write("lost+found/kept", [1]);
        using (var sparse = new FileStream(tree.Path("sparse"), FileMode.CreateNew))
        {
            sparse.SetLength(100 * MiB);
        }

        var root = tree.Handle;
        root.MakeSymbolicLink("link", "nowhere");
        root.Link(root, "link", "same");
        root.MakeNode("fifo", (uint)FileType.Fifo | 0x1A4, 0);
        root.SetOwner("sparse", 12, 34);
        root.SetMode("sparse", 0x9ED);
        root.SetExtendedAttribute("sparse", new ExtendedAttribute("user.a", new byte[] { 7 }));
        foreach (var name in new[] { "link", "fifo", "sparse", "sub" })
        {
            root.SetModificationTime(name, In2050, Nanoseconds);
        }
    }

    private static void Check(DirectoryHandle root)
    {
        foreach (var name in new[] { "link", "fifo", "sparse", "sub" })
        {
            var found = root.TryGetStatus(name)!.Value;
            Assert.Equal((In2050, Nanoseconds), (found.MtimeSeconds, found.MtimeNanoseconds));
        }

        var sparse = root.TryGetStatus("sparse")!.Value;
        Assert.Equal((100 * MiB, 12u, 34u, 0x89EDu), (sparse.Size, sparse.Uid, sparse.Gid, sparse.Mode));
        Assert.True(sparse.AllocatedSize < MiB);
        Assert.Equal([7], Assert.Single(root.GetExtendedAttributes("sparse")).Value.ToArray());
        Assert.Equal("nowhere", root.ReadSymbolicLink("same"));
        Assert.Equal((root.TryGetStatus("link")!.Value.InodeNumber, 2UL), (root.TryGetStatus("same")!.Value.InodeNumber, root.TryGetStatus("same")!.Value.LinkCount));
        using var sub = root.OpenDirectory("sub");
        using var file = sub.OpenFile("file");
        Assert.Equal(3, RandomAccess.GetLength(file));
        using var lostAndFound = root.OpenDirectory("lost+found");
        Assert.Equal(["kept"], lostAndFound.ReadEntries());
    }
}
