using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Validates an untrusted tree before it is unpacked: a valid tree has parts that can be created one by one, each in its
/// directory. The rules are those of scans.
/// </summary>
internal sealed class TreeValidator
{
    private const int MaximumFaults = 20;

    private readonly FileSystemTree _tree;
    private readonly List<string> _faults = [];

    // Directories and computed files have one name; everything else is looked at once.
    private readonly HashSet<ulong> _reached = [];
    private readonly Stack<(PathNode Path, DirectoryInode Directory)> _pending = new();
    private long _namesLength;

    private TreeValidator(FileSystemTree tree) => _tree = tree;

    /// <summary>Checks a tree.</summary>
    /// <exception cref="UnpackException">The tree is malformed; the message lists the first faults.</exception>
    public static void Validate(FileSystemTree tree)
    {
        if (FindFaults(tree) is { Count: > 0 } faults)
        {
            throw new UnpackException("cannot unpack the image: it is malformed:\n" + string.Join('\n', faults));
        }
    }

    /// <summary>Checks a tree.</summary>
    /// <returns>The first faults; empty for a valid tree.</returns>
    public static IReadOnlyList<string> FindFaults(FileSystemTree tree)
    {
        var validator = new TreeValidator(tree);
        validator.Check();
        return validator._faults;
    }

    private void Check()
    {
        CheckInode(PathNode.Root, _tree.Root);
        _pending.Push((PathNode.Root, _tree.Root));
        while (_faults.Count < MaximumFaults && _pending.TryPop(out var current))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in current.Directory.Entries)
            {
                CheckEntry(current.Path, entry, names);
            }

            if (_namesLength > TreeRules.MaximumNamesLength)
            {
                _faults.Add($"the names of all files have more than {TreeRules.MaximumNamesLength} bytes");
                return;
            }
        }
    }

    private void CheckEntry(PathNode directory, DirectoryEntry entry, HashSet<string> names)
    {
        if (TreeRules.FaultOfName(entry.Name) is { } fault)
        {
            Add(directory, $"contains the invalid name \"{FileName.ToDisplay(entry.Name ?? "")}\": {fault}");
            return;
        }

        _namesLength += entry.Name.Length;
        if (!names.Add(entry.Name))
        {
            Add(directory.Append(entry.Name), "occurs twice");
        }
        else if (TreeRules.FaultOfPath(directory.ByteLength, entry.Name) is { } pathFault)
        {
            Add(directory.Append(entry.Name), pathFault);
        }
        else if (!_tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode))
        {
            Add(directory.Append(entry.Name), $"refers to inode {entry.InodeNumber}, which does not exist");
        }
        else if (_reached.Add(entry.InodeNumber))
        {
            CheckReached(directory, entry.Name, inode);
        }
        else if (inode is DirectoryInode or ComputedRegularInode)
        {
            Add(directory.Append(entry.Name), "is a second name of a directory or computed file");
        }
    }

    private void CheckReached(PathNode directory, string name, Inode inode)
    {
        var path = directory.Append(name);
        CheckInode(path, inode);
        if (inode is DirectoryInode subdirectory)
        {
            _pending.Push((path, subdirectory));
        }
    }

    private void CheckInode(PathNode path, Inode inode)
    {
        if (TreeRules.FaultOf(inode) is { } fault)
        {
            Add(path, fault);
        }

        if (inode is RegularInode regular && (regular.Size == 0) != regular.Hash.IsZero)
        {
            Add(path, $"has the size {regular.Size}, which its hash contradicts");
        }
    }

    private void Add(PathNode path, string fault) => _faults.Add($"{path.ToDisplay()} {fault}");
}
