using Imaginator.Images;
using Imaginator.Scanning;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

public sealed class ComputedFileSplicerTests
{
    private static readonly RegularInode File = new()
    {
        Mode = 0x81A4, Uid = 3, Gid = 4, Size = 1, Hash = ObjectHash.Compute([1]),
    };

    private static readonly FileSystemTree Tree = FileSystemTrees.Create(
        new DirectoryInode { Mode = 0x41ED, Entries = [new("a", 1), new("b", 2), new("c", 2), new("d", 3)] },
        new Dictionary<ulong, Inode>
        {
            [1] = File,
            [2] = File,
            [3] = new DirectoryInode { Mode = 0x41ED, Entries = [new("e", 4), new("l", 5)] },
            [4] = File,
            [5] = new SymlinkInode { Target = "e" },
        });

    [Fact]
    public void RegularFile_BecomesComputed_KeepingOwnerAndMode()
    {
        var tree = ComputedFileSplicer.Splice(Tree, [new("/d/e", "host:1"), new("/a", "host:2")]);

        Assert.Equal(
            new ComputedRegularInode { Mode = 0x81A4, Uid = 3, Gid = 4, Source = "host:1" }, tree.InodeTable[4]);
        Assert.Equal("host:2", ((ComputedRegularInode)tree.InodeTable[1]).Source);
        Assert.Equal((1UL, 1UL, 2UL), (tree.NumRegularInodes, tree.TotalDataBytes, tree.DirectoryCount));
        Assert.IsType<RegularInode>(Tree.InodeTable[1]);
    }

    [Fact]
    public void FaultyPaths_AreAllReported()
    {
        var exception = Assert.Throws<ScanException>(() => ComputedFileSplicer.Splice(
            Tree, [new("/x", "h:1"), new("/b", "h:1"), new("/d", "h:1"), new("/d/l", "h:1"), new("/d/l/e", "h:1"), new("/a", "h:1")]));

        Assert.Contains("/x: the file does not exist", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/b: the file has 2 names", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/d: the file is not a regular file", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/d/l: the file is not a regular file", exception.Message, StringComparison.Ordinal);
        Assert.Contains("/d/l/e: the file does not exist", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/a:", exception.Message, StringComparison.Ordinal);
    }
}
