using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>Compares by contents what the image model compares by identity.</summary>
internal static class TreeAssert
{
    public static void Equal(FileSystemTree expected, FileSystemTree actual)
    {
        Assert.Equal(expected.NumRegularInodes, actual.NumRegularInodes);
        Assert.Equal(expected.TotalDataBytes, actual.TotalDataBytes);
        Assert.Equal(expected.DirectoryCount, actual.DirectoryCount);
        Assert.Equal(expected.InodeTable.Keys.Order(), actual.InodeTable.Keys.Order());
        Equal(expected.Root, actual.Root);
        foreach (var (number, inode) in expected.InodeTable)
        {
            Equal(inode, actual.InodeTable[number]);
        }
    }

    /// <summary>Compares all but the tree.</summary>
    public static void EqualWithoutTree(Image expected, Image actual)
    {
        Assert.Equal(expected.OwnerGroups.AsEnumerable(), actual.OwnerGroups);
        Assert.Equal(expected.OwnerUsers.AsEnumerable(), actual.OwnerUsers);
        Assert.Equal(expected.Packages.AsEnumerable(), actual.Packages);
        Assert.Equal(expected.Tags.AsEnumerable(), actual.Tags);
        Assert.Equal(expected.Triggers is null, actual.Triggers is null);
        foreach (var (first, second) in (expected.Triggers ?? []).Zip(actual.Triggers ?? []))
        {
            Assert.Equal(first.MatchLines.AsEnumerable(), second.MatchLines);
            Assert.Equal(first with { MatchLines = [] }, second with { MatchLines = [] });
        }

        Image Bare(Image image) => image with
        {
            OwnerGroups = [], OwnerUsers = [], Packages = [], Triggers = null, FileSystem = null, Tags = expected.Tags,
        };
        Assert.Equal(Bare(expected), Bare(actual));
    }

    private static void Equal(Inode expected, Inode actual)
    {
        Assert.Equal(expected.ExtendedAttributes.AsEnumerable(), actual.ExtendedAttributes);
        if (expected is DirectoryInode first && actual is DirectoryInode second)
        {
            Assert.Equal(first.Entries.AsEnumerable(), second.Entries);
            (expected, actual) = (first with { Entries = [] }, second with { Entries = [] });
        }

        Assert.Equal(expected with { ExtendedAttributes = [] }, actual with { ExtendedAttributes = [] });
    }
}
