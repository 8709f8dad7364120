using System.Text;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>
/// The rules for trees of images: names, paths, sizes, times, attributes. Scans, image stores and unpacking reject trees that violate
/// them, so that every image that is built or stored can be unpacked. Faults are clauses that follow a path.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class TreeRules
{
    /// <summary>The maximum length of a name in bytes (NAME_MAX).</summary>
    public const int MaximumNameLength = 255;

    /// <summary>The maximum length of a path in bytes, its leading slash included (PATH_MAX without the final zero).</summary>
    public const int MaximumPathLength = 4095;

    /// <summary>The maximum sum of the lengths of all names of a tree in bytes.</summary>
    public const long MaximumNamesLength = 128L * 1024 * 1024;

    /// <summary>The maximum length of the value of an extended attribute in bytes (XATTR_SIZE_MAX).</summary>
    public const int MaximumAttributeLength = 64 * 1024;

    /// <summary>The maximum sum of <see cref="MetadataLength"/> of all inodes of a tree, its root included, in bytes.</summary>
    public const long MaximumMetadataLength = 256L << 20;

    /// <summary>The number of bytes that an extended attribute counts in addition to its name and value: it uses memory, too.</summary>
    public const int AttributeOverhead = 32;

    private const int BillionNanoseconds = 1_000_000_000;

    // The type bits of a mode.
    private const uint TypeMask = 0xF000;
    private const uint Fifo = 0x1000;
    private const uint CharacterDevice = 0x2000;
    private const uint DirectoryType = 0x4000;
    private const uint BlockDevice = 0x6000;
    private const uint RegularType = 0x8000;

    // The directory of the client on a machine; unpacking must not write to it.
    private const string Reserved = ".inodes";

    /// <summary>Gets the length of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The length in bytes; of a name that stands for no bytes, the length in characters.</returns>
    public static int ByteLength(string name) => TryGetByteLength(name) ?? name.Length;

    /// <summary>Gets the length of the extended attributes and the link target of an inode.</summary>
    /// <param name="inode">The inode.</param>
    /// <returns>
    /// The length in bytes: the names and values of the attributes, <see cref="AttributeOverhead"/> for each of them, and the target of a
    /// symbolic link.
    /// </returns>
    public static long MetadataLength(Inode inode)
    {
        ArgumentNullException.ThrowIfNull(inode);
        var length = inode is SymlinkInode link ? ByteLength(link.Target) : 0L;
        foreach (var attribute in inode.ExtendedAttributes)
        {
            length += AttributeOverhead + ByteLength(attribute.Name) + attribute.Value.Length;
        }

        return length;
    }

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The fault; null if the name is valid.</returns>
    public static string? FaultOfName(string? name)
    {
        if (name is null or "" or "." or "..")
        {
            return "the name must not be empty, \".\" or \"..\"";
        }

        if (name.AsSpan().ContainsAny('/', '\0'))
        {
            return "the name contains a slash or a zero byte";
        }

        return TryGetByteLength(name) switch
        {
            null => "the name contains an unpaired surrogate",
            > MaximumNameLength => $"the name is longer than {MaximumNameLength} bytes",
            _ => null,
        };
    }

    /// <summary>Checks the path of a valid name in a directory.</summary>
    /// <param name="directoryLength">The length of the directory's path in bytes; 0 for the root.</param>
    /// <param name="name">The name.</param>
    /// <returns>The fault; null if the path is valid.</returns>
    public static string? FaultOfPath(int directoryLength, string name)
    {
        if (directoryLength == 0 && name == Reserved)
        {
            return "is reserved for the client on machines";
        }

        return directoryLength + 1 + ByteLength(name) is var length and > MaximumPathLength
            ? $"is a path of {length} bytes, but the maximum is {MaximumPathLength} bytes"
            : null;
    }

    /// <summary>Checks an inode, except its entries and its hash.</summary>
    /// <param name="inode">The inode.</param>
    /// <returns>The fault; null if the inode is valid.</returns>
    public static string? FaultOf(Inode inode)
    {
        if (FaultOfType(inode) is { } fault)
        {
            return fault;
        }

        switch (inode)
        {
            case RegularInode { Size: > long.MaxValue }:
                return "is too large";
            case RegularInode { MtimeNanoseconds: < 0 or >= BillionNanoseconds }:
            case SpecialInode { MtimeNanoseconds: < 0 or >= BillionNanoseconds }:
                return "has an invalid modification time: nanoseconds must be between 0 and 999999999";
            case SymlinkInode { Target: var target } when string.IsNullOrEmpty(target) || target.Contains('\0')
                || TryGetByteLength(target) is null or > MaximumPathLength:
                return "is a symbolic link whose target is not a valid path";
        }

        return FaultOfAttributes(inode);
    }

    /// <summary>Checks a whole tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="maximumFaults">The number of faults after which the check ends, at least 1.</param>
    /// <returns>The faults, each after the path of its file. Empty if the tree is valid.</returns>
    public static IReadOnlyList<string> FindFaults(FileSystemTree tree, int maximumFaults)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumFaults);
        return new TreeRuleCheck(tree, maximumFaults).Run();
    }

    private static string? FaultOfType(Inode inode)
    {
        var (mode, isValid) = inode switch
        {
            DirectoryInode directory => (directory.Mode, TypeOf(directory.Mode) == DirectoryType),
            RegularInode regular => (regular.Mode, TypeOf(regular.Mode) == RegularType),
            ComputedRegularInode computed => (computed.Mode, TypeOf(computed.Mode) == RegularType),
            SpecialInode special =>
                (special.Mode, TypeOf(special.Mode) is CharacterDevice or BlockDevice or Fifo),
            _ => (0u, true),
        };
        return isValid ? null : $"has the mode {FileModes.Format(mode)}, which is the mode of another file type";
    }

    private static uint TypeOf(uint mode) => mode & TypeMask;

    private static string? FaultOfAttributes(Inode inode)
    {
        foreach (var attribute in inode.ExtendedAttributes)
        {
            if (string.IsNullOrEmpty(attribute.Name) || attribute.Name.Contains('\0')
                || TryGetByteLength(attribute.Name) is null or > MaximumNameLength)
            {
                return "has an extended attribute with an invalid name";
            }

            if (attribute.Value.Length > MaximumAttributeLength)
            {
                return $"has the extended attribute {FileName.ToDisplay(attribute.Name)} of {attribute.Value.Length} bytes, but the "
                    + $"maximum is {MaximumAttributeLength} bytes";
            }
        }

        return null;
    }

    // Null for text that stands for no bytes.
    private static int? TryGetByteLength(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name.Length;
        }

        try
        {
            return FileName.Encode(name).Length;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
