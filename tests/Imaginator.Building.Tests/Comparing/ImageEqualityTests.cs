using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Files;
using Imaginator.Images;
using static Imaginator.Building.Tests.SmallTree;

namespace Imaginator.Building.Tests.Comparing;

public sealed class ImageEqualityTests
{
    private static readonly RegularInode File = new()
    {
        Mode = 0x81A4, MtimeSeconds = 3, MtimeNanoseconds = 4, Size = 1, Hash = ObjectHash.Compute([1]),
        ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })],
    };

    private static readonly Image Image = new()
    {
        FileSystem = Tree(("a", 1, File), ("b", 2, Directory(("c", 3))), ("c", 3, File), ("d", 1, File)),
        Filter = new Filter(["/tmp/.*"]),
        Triggers = [new Trigger { Service = "cron", MatchLines = ["/etc/cron.*"] }],
        OwnerGroups = ["ops"],
        OwnerUsers = ["ann"],
        Packages = [new Package("bash", "5.2", 7)],
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("os", "debian"),
    };

    [Fact]
    public void WhereAnImageComesFrom_DoesNotMatter() => Assert.True(ImageEquality.AreEqual(Image, Copy(Image) with
    {
        BuildBranch = "next",
        BuildCommitId = "0123",
        BuildGitUrl = "https://git/x",
        CreatedBy = "bob",
        CreatedFor = "carol",
        CreatedOn = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        BuildLog = new Annotation(ObjectHash.Compute([2])),
        SourceImage = "base/2026-01-01:00:00:00",
    }));

    [Fact]
    public void NumbersAndOrder_DoNotMatter() => Assert.True(ImageEquality.AreEqual(Image, Image with
    {
        FileSystem = Tree(("d", 40, File), ("c", 30, File), ("b", 20, Directory(("c", 30))), ("a", 40, File)),
    }));

    [Fact]
    public void EverythingElse_Matters()
    {
        Image[] others =
        [
            Image with { Filter = null },
            Image with { Filter = new Filter([]) },
            Image with { Triggers = null },
            Image with { Triggers = [] },
            Image with { Triggers = [new Trigger { Service = "cron", MatchLines = ["/etc/x"] }] },
            Image with { Triggers = [Image.Triggers!.Value[0] with { DoReload = true }] },
            Image with { OwnerGroups = [] },
            Image with { OwnerUsers = ["ann", "bob"] },
            Image with { Packages = [new Package("bash", "5.3", 7)] },
            Image with { Packages = [new Package("bash", "5.2", 8)] },
            Image with { Tags = Image.Tags.Clear() },
            Image with { Tags = Image.Tags.SetItem("os", "fedora") },
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 3))), ("c", 3, File)),
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 3))), ("c", 3, File), ("e", 1, File)),
            WithFiles(("a", 1, File with { MtimeSeconds = 4 }), ("b", 2, Directory(("c", 3))), ("c", 3, File), ("d", 1, File)),
            WithFiles(("a", 1, File with { ExtendedAttributes = [] }), ("b", 2, Directory(("c", 3))), ("c", 3, File), ("d", 1, File)),
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 3)) with { Mode = 0x41C0 }), ("c", 3, File), ("d", 1, File)),
            Image with { FileSystem = Image.FileSystem! with { Root = Image.FileSystem.Root with { Uid = 1 } } },

            // Other hard links: one more, one less, others.
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 1))), ("c", 1, File), ("d", 1, File)),
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 3))), ("c", 3, File), ("d", 4, File)),
            WithFiles(("a", 1, File), ("b", 2, Directory(("c", 1))), ("c", 3, File), ("d", 3, File)),
        ];

        Assert.True(ImageEquality.AreEqual(Image, Copy(Image)));
        Assert.All(others, other =>
        {
            Assert.False(ImageEquality.AreEqual(Image, other));
            Assert.False(ImageEquality.AreEqual(other, Image));
        });
    }

    // Nothing in it is the same instance.
    private static Image Copy(Image image) => image with
    {
        FileSystem = Tree(
            ("a", 1, File with { ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })] }),
            ("b", 2, Directory(("c", 3))),
            ("c", 3, File with { }),
            ("d", 1, File with { })),
        Filter = new Filter([.. image.Filter!.Lines]),
        Triggers = [.. image.Triggers!.Value.Select(trigger => trigger with { MatchLines = [.. trigger.MatchLines] })],
        OwnerUsers = [.. image.OwnerUsers],
        Packages = [.. image.Packages.Select(package => package with { })],
    };

    private static Image WithFiles(params (string Name, ulong Number, Inode Inode)[] entries) =>
        Image with { FileSystem = Tree(entries) };
}
