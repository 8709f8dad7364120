using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Unpacking;

public sealed class TreeValidatorTests
{
    private static readonly RegularInode File = new() { Mode = 0x81A4, Size = 1, Hash = ObjectHash.Compute([1]) };

    public static TheoryData<string, FileSystemTree> Malformed => new()
    {
        { "must not be empty", Tree(Entries(""), File) },
        { "must not be empty", Tree(Entries("."), File) },
        { "must not be empty", Tree(Entries(".."), File) },
        { "slash", Tree(Entries("../../etc/passwd"), File) },
        { "slash", Tree(Entries("/etc/passwd"), File) },
        { "slash", Tree(Entries("a\0"), File) },
        { "surrogate", Tree(Entries("\uD800"), File) },
        { "longer than 255", Tree(Entries(new string('é', 128)), File) },
        { "occurs twice", Tree([new("a", 1), new("a", 1)], File) },
        { "reserved", Tree(Entries(".inodes"), File) },
        { "does not exist", Tree([new("a", 2)], File) },
        { "second name", Tree([new("a", 1), new("b", 1)], new DirectoryInode { Mode = 0x41ED }) },
        { "second name", Tree([new("a", 1)], new DirectoryInode { Mode = 0x41ED, Entries = [new("cycle", 1)] }) },
        { "second name", Tree([new("a", 1), new("b", 1)], new ComputedRegularInode { Mode = 0x81A4, Source = "h:1" }) },
        { "another file type", Tree(Entries("a"), File with { Mode = 0x41A4 }) },
        { "another file type", Tree(Entries("a"), new DirectoryInode { Mode = 0xA1ED }) },
        { "another file type", Tree(Entries("a"), new SpecialInode { Mode = 0xC180 }) },
        { "another file type", Tree(Entries("a"), new SpecialInode { Mode = 0x8180 }) },
        { "contradicts", Tree(Entries("a"), File with { Size = 0 }) },
        { "contradicts", Tree(Entries("a"), File with { Hash = default }) },
        { "too large", Tree(Entries("a"), File with { Size = ulong.MaxValue }) },
        { "nanoseconds", Tree(Entries("a"), File with { MtimeNanoseconds = 1_000_000_000 }) },
        { "nanoseconds", Tree(Entries("a"), new SpecialInode { Mode = 0x1180, MtimeNanoseconds = -1 }) },
        { "not a valid path", Tree(Entries("a"), new SymlinkInode { Target = "" }) },
        { "not a valid path", Tree(Entries("a"), new SymlinkInode { Target = "a\0b" }) },
        { "not a valid path", Tree(Entries("a"), new SymlinkInode { Target = new string('x', 4096) }) },
        { "extended attribute", Tree(Entries("a"), File with { ExtendedAttributes = [new("", default)] }) },
        {
            "have more than 268435456 bytes",
            Tree(Entries("a"), File with { ExtendedAttributes = [.. Enumerable.Repeat(new ExtendedAttribute("user.a", new byte[65_536]), 4_096)] })
        },
        { "65537 bytes", Tree(Entries("a"), File with { ExtendedAttributes = [new("user.a", new byte[65_537])] }) },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public void Refuses_MalformedTrees(string fault, FileSystemTree tree)
    {
        var exception = Assert.Throws<UnpackException>(() => TreeValidator.Validate(tree));

        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_PathsThatTheKernelCannotResolve()
    {
        var inodes = Enumerable.Range(1, 100).Select(i => (Inode)new DirectoryInode
        {
            Mode = 0x41ED,
            Entries = i < 100 ? [new(new string('x', 200), (ulong)i + 1)] : [],
        });

        var exception = Assert.Throws<UnpackException>(() => TreeValidator.Validate(Tree(Entries("a"), [.. inodes])));

        Assert.Contains("the maximum is 4095 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_HardLinksAndNamesThatAreNotText()
    {
        TreeValidator.Validate(Tree([new("a", 1), new("b", 1), new(FileName.Decode([0xFF]), 1)], File));
    }

    private static DirectoryEntry[] Entries(string name) => [new(name, 1)];

    private static FileSystemTree Tree(DirectoryEntry[] entries, params Inode[] inodes) => FileSystemTrees.Create(
        new DirectoryInode { Mode = 0x41ED, Entries = [.. entries] },
        inodes.Select((inode, index) => KeyValuePair.Create((ulong)index + 1, inode)));
}
