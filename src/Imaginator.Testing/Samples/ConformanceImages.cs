using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Testing.Samples;

/// <summary>Images for the suite of image stores. Texts stand for the contents of their objects, in UTF-8.</summary>
internal static class ConformanceImages
{
    private const uint RegularMode = 0x81A4; // 0100644
    private const uint DirectoryMode = 0x41ED; // 040755
    private const uint DeviceMode = 0x21B6; // 020666
    private const uint FifoMode = 0x1180; // 010600
    private const ulong NullDevice = 0x103;

    /// <summary>The objects of <see cref="Rich"/>.</summary>
    public static ImmutableArray<string> RichTexts { get; } = ["hello", "world", "the build log"];

    public static byte[] BytesOf(string text) => Encoding.UTF8.GetBytes(text);

    public static ObjectHash HashOf(string text) => ObjectHash.Compute(BytesOf(text));

    /// <summary>An image with a file for each text.</summary>
    public static Image Of(params IReadOnlyList<string> texts)
    {
        var inodes = texts.Index().ToDictionary(text => (ulong)text.Index + 1, text => (Inode)FileOf(text.Item));
        return new Image
        {
            FileSystem = new FileSystemTree
            {
                InodeTable = inodes,
                Root = new DirectoryInode
                {
                    Mode = DirectoryMode,
                    Entries = [.. texts.Index().Select(text => new DirectoryEntry(
                        string.Create(CultureInfo.InvariantCulture, $"file{text.Index:d6}"), (ulong)text.Index + 1))],
                },
                NumRegularInodes = (ulong)texts.Count,
                TotalDataBytes = (ulong)texts.Sum(text => BytesOf(text).Length),
                DirectoryCount = 1,
            },
        };
    }

    /// <summary>An image with a value in every member, and a tree with every kind of inode and names that are not UTF-8.</summary>
    /// <param name="hasAttributes">Whether files have extended attributes.</param>
    public static Image Rich(bool hasAttributes) => new()
    {
        BuildBranch = "main",
        BuildCommitId = "0123456789abcdef0123456789abcdef01234567",
        BuildGitUrl = "https://$USER@example.com/x",
        CreatedFor = "tester",
        Filter = new Filter(["/tmp/.*"]),
        FileSystem = RichTree(hasAttributes),
        Triggers = [new Trigger { MatchLines = ["/etc/.*"], Service = "sshd", HighImpact = true }],
        ReleaseNotes = new Annotation(null, "https://example.com/notes"),
        BuildLog = new Annotation(HashOf("the build log")),
        OwnerGroups = ["group"],
        OwnerUsers = ["user", "other"],
        Packages = [new Package("bash", "5.2", 1 << 20), new Package("libc6", "2.36-9+deb12u10")],
        SourceImage = "base/1",
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("a", "1").Add("b", "\u00e9"),
    };

    private static FileSystemTree RichTree(bool hasAttributes)
    {
        ImmutableArray<ExtendedAttribute> attributes = hasAttributes
            ? [new ExtendedAttribute("security.capability", new byte[] { 1, 0, 0, 2, 255 })]
            : [];
        return new FileSystemTree
        {
            InodeTable = new Dictionary<ulong, Inode>
            {
                [1] = FileOf("hello") with { Uid = 1000, Gid = 1001, MtimeSeconds = -1, MtimeNanoseconds = 999_999_999, ExtendedAttributes = attributes },
                [2] = new RegularInode { Mode = RegularMode },
                [3] = FileOf("world"),
                [4] = FileOf("hello"),
                [5] = new SymlinkInode { Target = "../\udcff/\u00fc" },
                [6] = new SpecialInode { Mode = DeviceMode, Rdev = NullDevice },
                [7] = new SpecialInode { Mode = FifoMode },
                [8] = new ComputedRegularInode { Mode = RegularMode, Source = "generator:6970" },
                [9] = new DirectoryInode { Mode = DirectoryMode, Entries = [new("again", 1), new("null", 6), new("\udc80\udcff", 5)] },
            },
            Root = new DirectoryInode
            {
                Mode = DirectoryMode,
                Entries =
                [
                    new("computed", 8), new("dir", 9), new("empty", 2), new("fifo", 7), new("hello", 1), new("hello2", 4),
                    new("\u00e4\u00f6\u00fc", 3), new("\U0001F600", 1),
                ],
            },
            NumRegularInodes = 4,
            TotalDataBytes = 15,
            DirectoryCount = 2,
        };
    }

    private static RegularInode FileOf(string text) => new()
    {
        Mode = RegularMode,
        Size = (ulong)BytesOf(text).Length,
        Hash = HashOf(text),
        MtimeSeconds = 1,
    };
}
