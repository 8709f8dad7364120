using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>A file of an image: any entry of a directory, or the root directory.</summary>
/// <remarks>
/// Names, paths and targets have the form of <see cref="FileName"/>. They can contain bytes that are not text: show them with
/// <see cref="FileName.ToDisplay"/>, and make addresses with <see cref="TreePath.Escape"/>.
/// </remarks>
internal sealed record TreeFile
{
    private const uint TypeBits = 0xF000;
    private const uint Fifo = 0x1000;
    private const uint CharacterDevice = 0x2000;

    /// <summary>The last name of the path; empty for the root directory.</summary>
    public required string Name { get; init; }

    /// <summary>The path in the image, with a leading slash.</summary>
    public required string Path { get; init; }

    public required TreeFileKind Kind { get; init; }

    /// <summary>Type bits, set-user-ID, set-group-ID, sticky and permission bits; null for a symbolic link.</summary>
    public required uint? Mode { get; init; }

    public required uint Uid { get; init; }

    public required uint Gid { get; init; }

    /// <summary>The length of a regular file in bytes; null for other kinds.</summary>
    public ulong? Size { get; init; }

    /// <summary>The modification time; null if the kind has none, or if the time is outside of the years 1 to 9999.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The target of a symbolic link; null for other kinds.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>The hash of the contents of a regular file; null for other kinds and for empty files.</summary>
    public ObjectHash? Hash { get; init; }

    /// <summary>The address of the file generator of a computed file; null for other kinds.</summary>
    public string? Source { get; init; }

    /// <summary>The major and minor number of a device; null for other kinds.</summary>
    public (ulong Major, ulong Minor)? Device { get; init; }

    public ImmutableArray<ExtendedAttribute> ExtendedAttributes { get; init; } = [];

    /// <summary>The capabilities of the file, for example <c>cap_net_raw=ep</c>; null if it has none.</summary>
    public string? Capabilities => FileCapabilities.Describe(ExtendedAttributes);

    /// <summary>Type and permissions in the form of <c>ls -l</c>, for example <c>-rwxr-xr-x</c>.</summary>
    public string ModeLetters => ModeText.Of(Kind, Mode);

    public static TreeFile Of(string name, string path, Inode inode)
    {
        var kind = KindOf(inode);
        var file = new TreeFile
        {
            Name = name,
            Path = path,
            Kind = kind,
            Mode = null,
            Uid = inode.Uid,
            Gid = inode.Gid,
            ExtendedAttributes = inode.ExtendedAttributes,
        };
        return inode switch
        {
            DirectoryInode directory => file with { Mode = directory.Mode },
            RegularInode regular => file with
            {
                Mode = regular.Mode,
                Size = regular.Size,
                ModifiedAt = TimeOf(regular.MtimeSeconds, regular.MtimeNanoseconds),
                Hash = regular.Size == 0 ? null : regular.Hash,
            },
            ComputedRegularInode computed => file with { Mode = computed.Mode, Source = computed.Source },
            SymlinkInode link => file with { LinkTarget = link.Target },
            SpecialInode special => file with
            {
                Mode = special.Mode,
                ModifiedAt = TimeOf(special.MtimeSeconds, special.MtimeNanoseconds),
                Device = kind == TreeFileKind.Fifo ? null : DeviceOf(special.Rdev),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(inode), inode, "unknown kind of inode"),
        };
    }

    private static TreeFileKind KindOf(Inode inode) => inode switch
    {
        DirectoryInode => TreeFileKind.Directory,
        RegularInode => TreeFileKind.Regular,
        ComputedRegularInode => TreeFileKind.Computed,
        SymlinkInode => TreeFileKind.Link,
        SpecialInode special => (special.Mode & TypeBits) switch
        {
            Fifo => TreeFileKind.Fifo,
            CharacterDevice => TreeFileKind.CharacterDevice,
            _ => TreeFileKind.BlockDevice,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(inode), inode, "unknown kind of inode"),
    };

    private static DateTimeOffset? TimeOf(long seconds, int nanoseconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    // The kernel's "huge" encoding of device numbers, include/linux/kdev_t.h.
    private static (ulong Major, ulong Minor) DeviceOf(ulong rdev) =>
        (((rdev >> 8) & 0xFFF) | ((rdev >> 32) & ~0xFFFul), (rdev & 0xFF) | ((rdev >> 12) & 0xFFFFFF00));
}
