using Imaginator.Images;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

public sealed class MtimeCopierTests
{
    private static readonly RegularInode File = new()
    {
        Mode = 0x81A4, MtimeSeconds = 100, MtimeNanoseconds = 5, Size = 1, Hash = ObjectHash.Compute([1]),
        ExtendedAttributes = [new("user.a", new byte[] { 1 })],
    };

    [Fact]
    public void FileThatIsEqualOtherwise_KeepsItsTime()
    {
        var result = Copy(File with { MtimeSeconds = 200, ExtendedAttributes = [new("user.a", new byte[] { 1 })] }, File);

        Assert.Equal((100, 5), (result.MtimeSeconds, result.MtimeNanoseconds));
    }

    [Fact]
    public void FileThatDiffersInAnything_KeepsItsNewTime()
    {
        RegularInode[] changed =
        [
            File with { Mode = 0x81ED },
            File with { Uid = 1 },
            File with { Gid = 1 },
            File with { Hash = ObjectHash.Compute([2]) },
            File with { Size = 2 },
            File with { ExtendedAttributes = [] },
            File with { ExtendedAttributes = [new("user.a", new byte[] { 2 })] },
        ];

        Assert.All(changed, file => Assert.Equal(200, Copy(file with { MtimeSeconds = 200 }, File).MtimeSeconds));
    }

    [Fact]
    public void SelectedPaths_KeepTheirNewTime()
    {
        Assert.Equal(200, Copy(File with { MtimeSeconds = 200 }, File, PathFilter.Compile(["/file$"])).MtimeSeconds);
        Assert.Equal(100, Copy(File with { MtimeSeconds = 200 }, File, PathFilter.Compile(["/fil$"])).MtimeSeconds);
    }

    [Fact]
    public void OtherTypesAndPaths_AreLeftAlone()
    {
        var tree = Tree(File with { MtimeSeconds = 200 });

        Assert.Same(tree, MtimeCopier.Copy(tree, Tree(new SymlinkInode { Target = "x" }), null));
        Assert.Same(tree, MtimeCopier.Copy(tree, FileSystemTrees.Create(tree.Root with { Entries = [] }, []), null));
        Assert.Same(tree, MtimeCopier.Copy(tree, tree, null));
    }

    [Fact]
    public void Device_KeepsItsTime()
    {
        var device = new SpecialInode { Mode = 0x2180, Rdev = 0x501, MtimeSeconds = 100 };

        var tree = MtimeCopier.Copy(Tree(device with { MtimeSeconds = 200 }), Tree(device), null);

        Assert.Equal(device, tree.InodeTable[1]);
    }

    [Fact]
    public void FileWithSeveralNames_TakesTheTimeOfTheFirst()
    {
        var tree = FileSystemTrees.Create(
            new DirectoryInode { Mode = 0x41ED, Entries = [new("a", 1), new("b", 1), new("c", 1)] },
            new Dictionary<ulong, Inode> { [1] = File with { MtimeSeconds = 200 } });
        var previous = FileSystemTrees.Create(
            new DirectoryInode { Mode = 0x41ED, Entries = [new("b", 7), new("c", 8)] },
            new Dictionary<ulong, Inode> { [7] = File with { MtimeSeconds = 7 }, [8] = File with { MtimeSeconds = 8 } });

        Assert.Equal(7, ((RegularInode)MtimeCopier.Copy(tree, previous, null).InodeTable[1]).MtimeSeconds);
    }

    private static RegularInode Copy(RegularInode now, RegularInode before, PathFilter? except = null) =>
        (RegularInode)MtimeCopier.Copy(Tree(now), Tree(before), except).InodeTable[1];

    private static FileSystemTree Tree(Inode inode) => FileSystemTrees.Create(
        new DirectoryInode { Mode = 0x41ED, Entries = [new("file", 1)] }, new Dictionary<ulong, Inode> { [1] = inode });
}
