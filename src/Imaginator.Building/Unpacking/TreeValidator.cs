using System.Text;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Validates an untrusted tree before it is unpacked: a valid tree has parts that can be created one by one, each in its
/// directory.
/// </summary>
internal sealed class TreeValidator
{
    private const int MaximumFaults = 20;
    private const int MaximumNameLength = 255;
    private const int MaximumPathLength = 4095;
    private const int BillionNanoseconds = 1_000_000_000;

    // The directory of the client on a machine; unpacking must not write to it.
    private const string Reserved = "/.inodes";

    private readonly FileSystemTree _tree;
    private readonly List<string> _faults = [];

    // Directories and computed files have one name; everything else is looked at once.
    private readonly HashSet<ulong> _reached = [];
    private readonly Stack<(string Path, DirectoryInode Directory)> _pending = new();

    private TreeValidator(FileSystemTree tree) => _tree = tree;

    /// <summary>Checks a tree.</summary>
    /// <exception cref="UnpackException">The tree is malformed; the message lists the first faults.</exception>
    public static void Validate(FileSystemTree tree)
    {
        var validator = new TreeValidator(tree);
        validator.Check();
        if (validator._faults.Count > 0)
        {
            throw new UnpackException(
                "cannot unpack the image: it is malformed:\n" + string.Join('\n', validator._faults));
        }
    }

    private void Check()
    {
        CheckInode("/", _tree.Root);
        _pending.Push(("", _tree.Root));
        while (_faults.Count < MaximumFaults && _pending.TryPop(out var current))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in current.Directory.Entries)
            {
                CheckEntry(current.Path, entry, names);
            }
        }
    }

    private void CheckEntry(string directory, DirectoryEntry entry, HashSet<string> names)
    {
        var path = directory + "/" + entry.Name;
        if (DescribeBadName(entry.Name) is { } fault)
        {
            Add(directory.Length == 0 ? "/" : directory, $"contains the invalid name \"{FileName.ToDisplay(entry.Name ?? "")}\": {fault}");
        }
        else if (!names.Add(entry.Name))
        {
            Add(path, "occurs twice");
        }
        else if (TryGetLength(path) is null or > MaximumPathLength)
        {
            Add(directory[..MaximumNameLength] + "…", $"contains a path that is longer than {MaximumPathLength} bytes");
        }
        else if (path == Reserved)
        {
            Add(path, "is reserved");
        }
        else if (!_tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode))
        {
            Add(path, $"refers to inode {entry.InodeNumber}, which does not exist");
        }
        else if (_reached.Add(entry.InodeNumber))
        {
            CheckInode(path, inode);
            if (inode is DirectoryInode subdirectory)
            {
                _pending.Push((path, subdirectory));
            }
        }
        else if (inode is DirectoryInode or ComputedRegularInode)
        {
            Add(path, "is a second name of a directory or computed file");
        }
    }

    private static string? DescribeBadName(string name)
    {
        if (name is null or "" or "." or "..")
        {
            return "the name must not be empty, \".\" or \"..\"";
        }

        if (name.AsSpan().ContainsAny('/', '\0'))
        {
            return "the name contains a slash or a zero byte";
        }

        return TryGetLength(name) switch
        {
            null => "the name contains an unpaired surrogate",
            > MaximumNameLength => $"the name is longer than {MaximumNameLength} bytes",
            _ => null,
        };
    }

    private void CheckInode(string path, Inode inode)
    {
        var (types, mode) = inode switch
        {
            DirectoryInode directory => ((FileType[])[FileType.Directory], directory.Mode),
            RegularInode regular => ([FileType.Regular], regular.Mode),
            ComputedRegularInode computed => ([FileType.Regular], computed.Mode),
            SpecialInode special =>
                ([FileType.CharacterDevice, FileType.BlockDevice, FileType.Fifo], special.Mode),
            _ => ([FileType.SymbolicLink], (uint)FileType.SymbolicLink),
        };
        if (!types.Contains((FileType)(mode & (uint)FileType.Mask)))
        {
            Add(path, $"has the mode {FileModes.Format(mode)}, which is the mode of another file type");
        }

        switch (inode)
        {
            case RegularInode regular when regular.Size > long.MaxValue || (regular.Size == 0) != regular.Hash.IsZero:
                Add(path, $"has the size {regular.Size}, which its hash contradicts");
                break;
            case RegularInode { MtimeNanoseconds: < 0 or >= BillionNanoseconds }:
            case SpecialInode { MtimeNanoseconds: < 0 or >= BillionNanoseconds }:
                Add(path, "has an invalid modification time: nanoseconds must be between 0 and 999999999");
                break;
            case SymlinkInode { Target: var target } when string.IsNullOrEmpty(target) || target.Contains('\0')
                || TryGetLength(target) is null or > MaximumPathLength:
                Add(path, "is a symbolic link whose target is not a valid path");
                break;
        }

        if (inode.ExtendedAttributes.Any(attribute => string.IsNullOrEmpty(attribute.Name)
            || attribute.Name.Contains('\0') || TryGetLength(attribute.Name) is null or > MaximumNameLength))
        {
            Add(path, "has an extended attribute with an invalid name");
        }
    }

    // Null for text that stands for no bytes.
    private static int? TryGetLength(string name)
    {
        if (Encoding.UTF8.GetMaxByteCount(name.Length) <= MaximumNameLength && Ascii.IsValid(name))
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

    private void Add(string path, string fault) => _faults.Add($"{FileName.ToDisplay(path)} {fault}");
}
