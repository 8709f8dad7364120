using System.Text;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Inodes;

/// <summary>
/// The rules for trees of images. Scanning refuses what breaks them, and so does unpacking: every image that is built can be
/// unpacked. Faults are clauses after a path.
/// </summary>
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

    private const int BillionNanoseconds = 1_000_000_000;

    // The directory of the client on a machine; unpacking must not write to it.
    private const string Reserved = ".inodes";

    /// <summary>The length of a name in bytes; of a name that stands for no bytes, the length in characters.</summary>
    public static int ByteLength(string name) => TryGetByteLength(name) ?? name.Length;

    /// <summary>The fault of a name; null if it is valid.</summary>
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

    /// <summary>The fault of the path of a valid name in a directory; null if it is valid.</summary>
    /// <param name="directoryLength">The length of the directory's path in bytes; 0 for the root.</param>
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

    /// <summary>The fault of an inode, its entries and its hash excepted; null if it is valid.</summary>
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

    private static string? FaultOfType(Inode inode)
    {
        var (mode, isValid) = inode switch
        {
            DirectoryInode directory => (directory.Mode, TypeOf(directory.Mode) == FileType.Directory),
            RegularInode regular => (regular.Mode, TypeOf(regular.Mode) == FileType.Regular),
            ComputedRegularInode computed => (computed.Mode, TypeOf(computed.Mode) == FileType.Regular),
            SpecialInode special =>
                (special.Mode, TypeOf(special.Mode) is FileType.CharacterDevice or FileType.BlockDevice or FileType.Fifo),
            _ => (0u, true),
        };
        return isValid ? null : $"has the mode {FileModes.Format(mode)}, which is the mode of another file type";
    }

    private static FileType TypeOf(uint mode) => (FileType)(mode & (uint)FileType.Mask);

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
