using System.Collections.Immutable;
using Imaginator.Images;
using static Imaginator.Building.Tests.SmallTree;

namespace Imaginator.Building.Publishing;

public sealed class ImageEqualityTests
{
    private static readonly RegularInode _file = new()
    {
        Mode = 0x81A4, MtimeSeconds = 3, MtimeNanoseconds = 4, Size = 1, Hash = ObjectHash.Compute([1]),
        ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })],
    };

    private static readonly Image _image = new()
    {
        FileSystem = Tree(("a", 1, _file), ("b", 2, Directory(("c", 3))), ("c", 3, _file), ("d", 1, _file)),
        Filter = new Filter(["/tmp/.*"]),
        Triggers = [new Trigger { Service = "cron", MatchLines = ["/etc/cron.*"] }],
        OwnerGroups = ["ops"],
        OwnerUsers = ["ann"],
        Packages = [new Package("bash", "5.2", 7)],
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("os", "debian"),
    };

    [Fact]
    public void WhereAnImageComesFrom_DoesNotMatter() => Assert.True(ImageEquality.AreEqual(_image, Copy(_image) with
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
    public void NumbersAndOrder_DoNotMatter() => Assert.True(ImageEquality.AreEqual(_image, _image with
    {
        FileSystem = Tree(("d", 40, _file), ("c", 30, _file), ("b", 20, Directory(("c", 30))), ("a", 40, _file)),
    }));

    [Fact]
    public void EverythingElse_Matters()
    {
        Image[] others =
        [
            _image with { Filter = null },
            _image with { Filter = new Filter([]) },
            _image with { Triggers = null },
            _image with { Triggers = [] },
            _image with { Triggers = [new Trigger { Service = "cron", MatchLines = ["/etc/x"] }] },
            _image with { Triggers = [_image.Triggers!.Value[0] with { DoReload = true }] },
            _image with { OwnerGroups = [] },
            _image with { OwnerUsers = ["ann", "bob"] },
            _image with { Packages = [new Package("bash", "5.3", 7)] },
            _image with { Packages = [new Package("bash", "5.2", 8)] },
            _image with { Tags = _image.Tags.Clear() },
            _image with { Tags = _image.Tags.SetItem("os", "fedora") },
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 3))), ("c", 3, _file)),
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 3))), ("c", 3, _file), ("e", 1, _file)),
            WithFiles(("a", 1, _file with { MtimeSeconds = 4 }), ("b", 2, Directory(("c", 3))), ("c", 3, _file), ("d", 1, _file)),
            WithFiles(("a", 1, _file with { ExtendedAttributes = [] }), ("b", 2, Directory(("c", 3))), ("c", 3, _file), ("d", 1, _file)),
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 3)) with { Mode = 0x41C0 }), ("c", 3, _file), ("d", 1, _file)),
            _image with { FileSystem = _image.FileSystem! with { Root = _image.FileSystem.Root with { Uid = 1 } } },

            // Other hard links: one more, one less, others.
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 1))), ("c", 1, _file), ("d", 1, _file)),
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 3))), ("c", 3, _file), ("d", 4, _file)),
            WithFiles(("a", 1, _file), ("b", 2, Directory(("c", 1))), ("c", 3, _file), ("d", 3, _file)),
        ];

        Assert.True(ImageEquality.AreEqual(_image, Copy(_image)));
        Assert.All(others, other =>
        {
            Assert.False(ImageEquality.AreEqual(_image, other));
            Assert.False(ImageEquality.AreEqual(other, _image));
        });
    }

    // Nothing in it is the same instance.
    private static Image Copy(Image image) => image with
    {
        FileSystem = Tree(
            ("a", 1, _file with { ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })] }),
            ("b", 2, Directory(("c", 3))),
            ("c", 3, _file with { }),
            ("d", 1, _file with { })),
        Filter = new Filter([.. image.Filter!.Lines]),
        Triggers = [.. image.Triggers!.Value.Select(trigger => trigger with { MatchLines = [.. trigger.MatchLines] })],
        OwnerUsers = [.. image.OwnerUsers],
        Packages = [.. image.Packages.Select(package => package with { })],
    };

    private static Image WithFiles(params (string Name, ulong Number, Inode Inode)[] entries) =>
        _image with { FileSystem = Tree(entries) };
}
