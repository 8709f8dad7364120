using System.Collections.Immutable;
using CsCheck;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Abstractions.Tests.Images.Serialization;

/// <summary>Images to serialize.</summary>
internal static class SampleImages
{
    private static readonly Gen<string> Name = Gen.Byte[1, 255].Array[1, 200]
        .Select(bytes => FileName.Decode(bytes))
        .Where(name => TreeRules.FaultOfName(name) is null);

    private static readonly Gen<ImmutableArray<ExtendedAttribute>> Attributes =
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 20], Gen.Byte.Array[0, 100])
            .Select((name, value) => new ExtendedAttribute("user." + name, value))
            .Array[0, 3].Select(ImmutableArray.Create);

    private static readonly Gen<Inode> Leaf = Gen.OneOf<Inode>(
        Gen.Select(Gen.UInt, Gen.Long, Gen.Int[0, 999_999_999], Gen.Int[0, 9], Gen.UInt)
            .Select((mode, seconds, nanoseconds, content, uid) => (Inode)new RegularInode
            {
                Mode = mode, MtimeSeconds = seconds, MtimeNanoseconds = nanoseconds, Uid = uid, Size = (ulong)content,
                Hash = content == 0 ? default : HashOf((byte)content),
            }),
        Gen.Select(Gen.Byte.Array[1, 300], Gen.UInt)
            .Select((target, gid) => (Inode)new SymlinkInode { Target = FileName.Decode(target), Gid = gid }),
        Gen.Select(Gen.UInt, Gen.Long, Gen.ULong)
            .Select((mode, seconds, rdev) => (Inode)new SpecialInode { Mode = mode, MtimeSeconds = seconds, Rdev = rdev }));

    /// <summary>Any trees.</summary>
    public static Gen<FileSystemTree> Trees { get; } =
        Gen.Select(Gen.Select(Gen.ULong, Leaf, Attributes).Array[0, 30], Name.Array[0, 30])
            .Select((inodes, names) => MakeTree(inodes, names));

    /// <summary>An image with something in every member, and names that are no text.</summary>
    public static Image Rich { get; } = new()
    {
        BuildBranch = "main",
        BuildCommitId = "0123456789abcdef",
        BuildGitUrl = "https://$USER@git/x",
        CreatedBy = "daemon",
        CreatedFor = "ann",
        CreatedOn = new DateTimeOffset(2030, 1, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(1),
        ExpiresAt = new DateTimeOffset(2031, 1, 31, 23, 59, 59, TimeSpan.FromHours(2)),
        Filter = new Filter(["/tmp/\\.*", "a\0b"]),
        FileSystem = RichTree(),
        Triggers = [new Trigger { MatchLines = ["/etc/.*"], Service = "sshd", SortName = "s", DoReboot = true, HighImpact = true }, new Trigger()],
        ReleaseNotes = new Annotation(null, "https://notes"),
        BuildLog = new Annotation(HashOf(3)),
        OwnerGroups = ["group"],
        OwnerUsers = ["user", "other"],
        Packages = [new Package("bash", "5.2"), new Package("libc6", "2.36-9+deb12u10", ulong.MaxValue)],
        SourceImage = "base/1",
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("b", "2").Add("a", "\udcff"),
    };

    public static ObjectHash HashOf(byte content) => ObjectHash.Compute([content]);

    private static FileSystemTree RichTree()
    {
        var attributes = ImmutableArray.Create(
            new ExtendedAttribute("security.capability", new byte[] { 1, 0, 0, 2, 255 }),
            new ExtendedAttribute("user.empty", ReadOnlyMemory<byte>.Empty));
        return new FileSystemTree
        {
            InodeTable = new Dictionary<ulong, Inode>
            {
                [7] = new RegularInode
                {
                    Mode = 0x81A4, Uid = 1000, Gid = uint.MaxValue, Size = 5, Hash = HashOf(1), MtimeSeconds = -1,
                    MtimeNanoseconds = 999_999_999, ExtendedAttributes = attributes,
                },
                [8] = new RegularInode { Mode = 0x81A4, MtimeSeconds = long.MinValue },
                [1] = new RegularInode { Mode = 0x8DFF, Size = 5, Hash = HashOf(2), MtimeSeconds = long.MaxValue },
                [ulong.MaxValue] = new SymlinkInode { Target = "../\udcff/ü", Uid = 3 },
                [10] = new SpecialInode { Mode = 0x21B6, Rdev = ulong.MaxValue, MtimeSeconds = 5, MtimeNanoseconds = 6 },
                [11] = new ComputedRegularInode { Mode = 0x81A4, Source = "generator:6970" },
                [12] = new DirectoryInode
                {
                    Mode = 0x43FF,
                    Entries = [new("again", 7), new("dev", 10), new("\udc80\udcff", ulong.MaxValue)],
                    ExtendedAttributes = attributes,
                },
            },
            Root = new DirectoryInode
            {
                Mode = 0x41ED,
                Uid = 1,
                Entries =
                [
                    new("computed", 11), new("dir", 12), new("empty", 8), new("hello", 7), new("world", 1), new("äöü", 1),
                    new("\U0001F600", 7),
                ],
            },
            NumRegularInodes = 3,
            TotalDataBytes = 10,
            DirectoryCount = 2,
        };
    }

    private static FileSystemTree MakeTree(
        (ulong Number, Inode Inode, ImmutableArray<ExtendedAttribute> Attributes)[] inodes, string[] names)
    {
        var table = inodes.DistinctBy(inode => inode.Number)
            .ToDictionary(inode => inode.Number, inode => inode.Inode with { ExtendedAttributes = inode.Attributes });
        var numbers = table.Keys.ToArray();
        var entries = numbers.Length == 0
            ? []
            : names.Distinct().Order(FileName.BytewiseComparer).Select((name, index) => new DirectoryEntry(name, numbers[index % numbers.Length]));
        return new FileSystemTree
        {
            InodeTable = table,
            Root = new DirectoryInode { Mode = 0x41ED, Entries = [.. entries] },
            NumRegularInodes = (ulong)table.Values.Count(inode => inode is RegularInode),
            TotalDataBytes = 12,
            DirectoryCount = 1,
        };
    }
}
