using Imaginator.Files;
using Imaginator.Images;
using static Imaginator.Building.Tests.SmallTree;

namespace Imaginator.Building.SourceTrees;

public sealed class TreeDigestTests
{
    private static readonly RegularInode File = new()
    {
        Mode = 0x81A4, Uid = 1, Gid = 2, MtimeSeconds = 3, MtimeNanoseconds = 4, Size = 1, Hash = ObjectHash.Compute([1]),
    };

    private static readonly SymlinkInode Link = new() { Target = "a" };

    private static readonly SpecialInode Device = new() { Mode = 0x21A4, Rdev = 5, MtimeSeconds = 6 };

    [Fact]
    public void Numbers_DoNotMatter() =>
        Assert.Equal(
            TreeDigest.Compute(Tree(("a", 1, File), ("b", 1, File), ("c", 2, Link))),
            TreeDigest.Compute(Tree(("a", 77, File), ("b", 77, File), ("c", 5, Link))));

    [Fact]
    public void OrderOfEntriesAndAttributes_DoesNotMatter()
    {
        ExtendedAttribute one = new("user.a", new byte[] { 1 }), other = new("user.b", new byte[] { 2 });
        Assert.Equal(
            TreeDigest.Compute(Tree(("a", 1, File with { ExtendedAttributes = [one, other] }), ("b", 2, Link))),
            TreeDigest.Compute(Tree(("b", 2, Link), ("a", 1, File with { ExtendedAttributes = [other, one] }))));
    }

    [Fact]
    public void EverythingThatIsUnpacked_Matters()
    {
        FileSystemTree[] trees =
        [
            Tree(),
            Tree(("a", 1, File)),
            Tree(("b", 1, File)),
            Tree(("a", 1, File), ("b", 1, File)),
            Tree(("a", 1, File), ("b", 2, File)),
            Tree(("a", 1, File with { Mode = 0x81A5 })),
            Tree(("a", 1, File with { Uid = 9 })),
            Tree(("a", 1, File with { Gid = 9 })),
            Tree(("a", 1, File with { MtimeSeconds = 9 })),
            Tree(("a", 1, File with { MtimeNanoseconds = 9 })),
            Tree(("a", 1, File with { Size = 9 })),
            Tree(("a", 1, File with { Hash = ObjectHash.Compute([2]) })),
            Tree(("a", 1, File with { ExtendedAttributes = [new("user.a", new byte[] { 1 })] })),
            Tree(("a", 1, File with { ExtendedAttributes = [new("user.a", new byte[] { 2 })] })),
            Tree(("a", 1, File with { ExtendedAttributes = [new("user.b", new byte[] { 1 })] })),
            Tree(("a", 1, Link)),
            Tree(("a", 1, Link with { Target = "b" })),
            Tree(("a", 1, Link with { Uid = 1 })),
            Tree(("a", 1, Device)),
            Tree(("a", 1, Device with { Rdev = 6 })),
            Tree(("a", 1, Device with { Mode = 0x61A4 })),
            Tree(("a", 1, Device with { MtimeSeconds = 7 })),
            Tree(("a", 1, Directory())),
            Tree(("a", 1, Directory() with { Mode = 0x41C0 })),
            Tree(("a", 1, Directory(("b", 2))), ("b", 2, File)),
            Tree(("a", 1, new ComputedRegularInode { Mode = 0x81A4, Source = "x" })),
            Tree() with { Root = Directory() with { Mode = 0x41C0 } },
        ];
        Assert.Equal(trees.Length, trees.Select(TreeDigest.Compute).Distinct().Count());
    }

    [Fact]
    public void SourceOfAComputedFile_IsNotUnpackedAndDoesNotMatter() =>
        Assert.Equal(
            TreeDigest.Compute(Tree(("a", 1, new ComputedRegularInode { Mode = 0x81A4, Source = "x" }))),
            TreeDigest.Compute(Tree(("a", 1, new ComputedRegularInode { Mode = 0x81A4, Source = "y" }))));
}
