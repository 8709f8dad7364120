using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Comparing;

public sealed class ImageComparerTests
{
    private static readonly RegularInode File = new()
    {
        Mode = 0x81A4, MtimeSeconds = 100, Size = 1, Hash = ObjectHash.Compute([1]),
    };

    private static readonly SpecialInode Device = new() { Mode = 0x2180, Rdev = 1, MtimeSeconds = 100 };
    private static readonly SymlinkInode Link = new() { Target = "a" };
    private static readonly DirectoryInode Directory = new() { Mode = 0x41ED };
    private static readonly ComputedRegularInode Computed = new() { Mode = 0x81A4, Source = "h:1" };

    public static TheoryData<FileChanges, Inode, Inode> Changes => new()
    {
        { FileChanges.Contents, File, File with { Hash = ObjectHash.Compute([2]) } },
        { FileChanges.Mode, File, File with { Mode = 0x89A4 } },
        { FileChanges.Owner, File, File with { Uid = 1 } },
        { FileChanges.Owner, Link, Link with { Gid = 1 } },
        { FileChanges.ModificationTime, File, File with { MtimeNanoseconds = 1 } },
        { FileChanges.ExtendedAttributes, File, File with { ExtendedAttributes = [new("user.a", new byte[] { 1 })] } },
        { FileChanges.Contents | FileChanges.Mode, File, File with { Size = 2, Mode = 0x8180 } },
        { FileChanges.Target, Link, Link with { Target = "b" } },
        { FileChanges.Device, Device, Device with { Rdev = 2 } },
        { FileChanges.ModificationTime, Device, Device with { MtimeSeconds = 2 } },
        { FileChanges.Type, Device, Device with { Mode = 0x6180, Uid = 7 } },
        { FileChanges.Mode, Directory, Directory with { Mode = 0x41C0 } },
        { FileChanges.Source, Computed, Computed with { Source = "h:2" } },
        { FileChanges.Type, File, Computed },
        { FileChanges.Type, File, Directory },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Change_IsNamed(FileChanges expected, Inode before, Inode after)
    {
        var changed = Assert.Single(Compare(Image(("x", before)), Image(("x", after))).Changed);

        Assert.Equal(("/x", expected), (changed.Path, changed.Changes));
        Assert.True(Compare(Image(("x", before)), Image(("x", before))).IsEmpty);
    }

    [Fact]
    public void AddedAndRemovedPaths_AreInByteOrder()
    {
        var difference = Compare(Image(("b", File), ("a", File), ("same", File)), Image(("same", File), ("é", File), ("z", File)));

        Assert.Equal(["/a", "/b"], difference.Removed);
        Assert.Equal(["/z", "/é"], difference.Added);
        Assert.Empty(difference.Changed);
    }

    [Fact]
    public void RemovedDirectory_TakesWhatWasBelow()
    {
        var tree = FileSystemTrees.Create(
            Directory with { Entries = [new("d", 1)] },
            new Dictionary<ulong, Inode> { [1] = Directory with { Entries = [new("f", 2)] }, [2] = File });

        Assert.Equal(["/d", "/d/f"], Compare(new Image { FileSystem = tree }, Image()).Removed);
    }

    [Fact]
    public void RootDirectory_IsCompared()
    {
        var before = Image();
        var after = new Image { FileSystem = before.FileSystem! with { Root = Directory with { Mode = 0x41C0 } } };

        Assert.Equal("/", Assert.Single(Compare(before, after).Changed).Path);
    }

    [Fact]
    public void LinkStructure_IsCompared_NumbersOfInodesAreNot()
    {
        FileSystemTree Linked(ulong a, ulong b, ulong c) => FileSystemTrees.Create(
            Directory with { Entries = [new("a", a), new("b", b), new("c", c)] },
            new HashSet<ulong> { a, b, c }.Select(number => KeyValuePair.Create(number, (Inode)File)));

        Assert.True(Compare(Image(Linked(1, 1, 2)), Image(Linked(7, 7, 3))).IsEmpty);
        Assert.Equal(
            [("/a", FileChanges.Links), ("/b", FileChanges.Links), ("/c", FileChanges.Links)],
            Compare(Image(Linked(1, 1, 2)), Image(Linked(1, 2, 2))).Changed.Select(file => (file.Path, file.Changes)));
        Assert.Equal(
            ["/a", "/b"], Compare(Image(Linked(1, 1, 2)), Image(Linked(1, 2, 3))).Changed.Select(file => file.Path));
    }

    [Fact]
    public void Packages_AreComparedByName()
    {
        var before = Image() with { Packages = [new("b", "1"), new("gone", "1"), new("kernel", "1"), new("same", "1")] };
        var after = Image() with { Packages = [new("b", "2"), new("kernel", "2"), new("kernel", "1"), new("new", "1"), new("same", "1")] };

        var difference = Compare(before, after);

        Assert.Equal([new Package("new", "1")], difference.AddedPackages);
        Assert.Equal([new Package("gone", "1")], difference.RemovedPackages);
        Assert.Equal([new("b", "1", "2"), new("kernel", "1", "1, 2")], difference.ChangedPackages);
    }

    private static ImageDifference Compare(Image before, Image after) => ImageComparer.Compare(before, after);

    private static Image Image(FileSystemTree tree) => new() { FileSystem = tree };

    private static Image Image(params (string Name, Inode Inode)[] entries) => Image(FileSystemTrees.Create(
        Directory with
        {
            Entries = [.. entries.Select((entry, index) => new DirectoryEntry(entry.Name, (ulong)index + 1))],
        },
        entries.Select((entry, index) => KeyValuePair.Create((ulong)index + 1, entry.Inode))));
}
