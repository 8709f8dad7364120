using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>Images to store.</summary>
internal static class Samples
{
    public const uint RegularMode = 0x81A4;
    public const uint DirectoryMode = 0x41ED;

    public static ObjectHash HashOf(string text) => ObjectHash.Compute(Encoding.UTF8.GetBytes(text));

    /// <summary>An image with a file for each text.</summary>
    public static Image ImageOf(params IReadOnlyList<string> texts) =>
        new() { FileSystem = TreeOf(texts.Select(text => (HashOf(text), (ulong)Encoding.UTF8.GetByteCount(text))).ToArray()) };

    /// <summary>A tree with a file for each object.</summary>
    public static FileSystemTree TreeOf(params IReadOnlyList<(ObjectHash Hash, ulong Size)> objects)
    {
        var inodes = new Dictionary<ulong, Inode>();
        var entries = ImmutableArray.CreateBuilder<DirectoryEntry>();
        foreach (var (hash, size) in objects)
        {
            var number = (ulong)inodes.Count + 1;
            inodes.Add(number, new RegularInode { Mode = RegularMode, Hash = hash, Size = size, MtimeSeconds = 1 });
            entries.Add(new DirectoryEntry(string.Create(CultureInfo.InvariantCulture, $"file{number:d9}"), number));
        }

        return new FileSystemTree
        {
            InodeTable = inodes,
            Root = new DirectoryInode { Mode = DirectoryMode, Entries = entries.ToImmutable() },
            NumRegularInodes = (ulong)objects.Count,
            TotalDataBytes = objects.Aggregate(0ul, (sum, entry) => sum + entry.Size),
            DirectoryCount = 1,
        };
    }

    /// <summary>A tree with one of everything: hard links, attributes, names that are no text, odd numbers.</summary>
    public static FileSystemTree RichTree()
    {
        var attributes = ImmutableArray.Create(
            new ExtendedAttribute("security.capability", new byte[] { 1, 0, 0, 2, 255 }),
            new ExtendedAttribute("user.empty", ReadOnlyMemory<byte>.Empty));
        var inodes = new Dictionary<ulong, Inode>
        {
            [7] = new RegularInode
            {
                Mode = RegularMode, Uid = 1000, Gid = uint.MaxValue, Size = 5, Hash = HashOf("hello"), MtimeSeconds = -1,
                MtimeNanoseconds = 999_999_999, ExtendedAttributes = attributes,
            },
            [8] = new RegularInode { Mode = RegularMode, MtimeSeconds = long.MinValue },
            [1] = new RegularInode { Mode = 0x8DFF, Size = 5, Hash = HashOf("world"), MtimeSeconds = long.MaxValue },
            [2] = new RegularInode { Mode = RegularMode, Size = 5, Hash = HashOf("hello") },
            [ulong.MaxValue] = new SymlinkInode { Target = "../\udcff/ü", Uid = 3 },
            [10] = new SpecialInode { Mode = 0x21B6, Rdev = ulong.MaxValue, MtimeSeconds = 5, MtimeNanoseconds = 6 },
            [11] = new ComputedRegularInode { Mode = RegularMode, Source = "generator:6970" },
            [12] = new DirectoryInode
            {
                Mode = 0x43FF,
                Entries = [new("again", 7), new("dev", 10), new("\udc80\udcff", ulong.MaxValue)],
                ExtendedAttributes = attributes,
            },
            [13] = new DirectoryInode { Mode = DirectoryMode },
        };
        return new FileSystemTree
        {
            InodeTable = inodes,
            Root = new DirectoryInode
            {
                Mode = DirectoryMode,
                Uid = 1,
                Entries =
                [
                    new("computed", 11), new("dir", 12), new("empty", 8), new("emptydir", 13), new("hello", 7),
                    new("hello2", 2), new("world", 1), new("äöü", 1), new("\U0001F600", 7),
                ],
            },
            NumRegularInodes = 4,
            TotalDataBytes = 15,
            DirectoryCount = 3,
        };
    }

    /// <summary>An image with something in every member; its tree is <see cref="RichTree"/>.</summary>
    public static Image RichImage() => new()
    {
        BuildBranch = "main",
        BuildCommitId = "0123456789abcdef",
        BuildGitUrl = "https://$USER@git/x",
        CreatedFor = "somebody",
        Filter = new Filter([]),
        FileSystem = RichTree(),
        Triggers = [new Trigger { MatchLines = ["/etc/.*"], Service = "sshd", SortName = "s", DoReboot = true, HighImpact = true }],
        ReleaseNotes = new Annotation(null, "https://notes"),
        BuildLog = new Annotation(HashOf("log")),
        OwnerGroups = ["group"],
        OwnerUsers = ["user", "other"],
        Packages = [new Package("bash", "5.2"), new Package("libc6", "2.36-9+deb12u10", ulong.MaxValue)],
        SourceImage = "base/1",
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("b", "2").Add("a", ""),
    };
}
