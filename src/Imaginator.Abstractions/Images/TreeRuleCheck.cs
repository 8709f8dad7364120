using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Images;

/// <summary>
/// Applies <see cref="TreeRules"/> to everything that the root of a tree reaches. In a valid tree, names lead to inodes that exist, and
/// directories and computed files have one name.
/// </summary>
internal sealed class TreeRuleCheck(FileSystemTree tree, int maximumFaults)
{
    private readonly List<string> _faults = [];

    // Everything is checked once, regardless of the number of its names.
    private readonly HashSet<ulong> _reached = [];
    private readonly Stack<Place> _pending = new();
    private long _namesLength;
    private long _metadataLength;

    /// <summary>The first faults, each with the path of its file.</summary>
    public IReadOnlyList<string> Run()
    {
        var root = new Place(null, "", 0, tree.Root);
        CheckInode(root, null, tree.Root);
        _pending.Push(root);
        while (_faults.Count < maximumFaults && _pending.TryPop(out var place))
        {
            var names = HasDistinctNames(place.Directory.Entries) ? null : new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in place.Directory.Entries)
            {
                CheckEntry(place, entry, names);
            }

            if (_namesLength > TreeRules.MaximumNamesLength)
            {
                _faults.Add($"the names of all files have more than {TreeRules.MaximumNamesLength} bytes");
                break;
            }

            if (_metadataLength > TreeRules.MaximumMetadataLength)
            {
                _faults.Add(
                    $"the extended attributes and link targets of all files have more than {TreeRules.MaximumMetadataLength} bytes");
                break;
            }
        }

        return _faults;
    }

    private static bool HasDistinctNames(ImmutableArray<DirectoryEntry> entries)
    {
        // The usual order. In another one, names can occur twice.
        for (var index = 1; index < entries.Length; index++)
        {
            if (string.CompareOrdinal(entries[index - 1].Name, entries[index].Name) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private void CheckEntry(Place place, DirectoryEntry entry, HashSet<string>? names)
    {
        if (TreeRules.FaultOfName(entry.Name) is { } fault)
        {
            Add(place, null, $"contains the invalid name \"{FileName.ToDisplay(entry.Name ?? "")}\": {fault}");
            return;
        }

        _namesLength += entry.Name.Length;
        if (names is not null && !names.Add(entry.Name))
        {
            Add(place, entry.Name, "occurs twice");
        }
        else if (TreeRules.FaultOfPath(place.PathLength, entry.Name) is { } pathFault)
        {
            Add(place, entry.Name, pathFault);
        }
        else if (!tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode))
        {
            Add(place, entry.Name, $"refers to inode {entry.InodeNumber}, which does not exist");
        }
        else if (_reached.Add(entry.InodeNumber))
        {
            CheckInode(place, entry.Name, inode);
            if (inode is DirectoryInode directory)
            {
                _pending.Push(new Place(place, entry.Name, place.PathLength + 1 + TreeRules.ByteLength(entry.Name), directory));
            }
        }
        else if (inode is DirectoryInode or ComputedRegularInode)
        {
            Add(place, entry.Name, "is a second name of a directory or computed file");
        }
    }

    private void CheckInode(Place place, string? name, Inode inode)
    {
        if (TreeRules.FaultOf(inode) is { } fault)
        {
            Add(place, name, fault);
        }
        else
        {
            _metadataLength += TreeRules.MetadataLength(inode);
        }

        if (inode is RegularInode regular && (regular.Size == 0) != regular.Hash.IsZero)
        {
            Add(place, name, $"has the size {regular.Size}, which its hash contradicts");
        }
    }

    private void Add(Place place, string? name, string fault) => _faults.Add($"{place.ToDisplay(name)} {fault}");

    /// <summary>A directory. Its path is assembled for messages only: the paths of deep directories would need much memory.</summary>
    private sealed record Place(Place? Parent, string Name, int PathLength, DirectoryInode Directory)
    {
        private const int DisplayedStart = 160;
        private const int DisplayedEnd = 60;

        /// <summary>The path of a name, or of the directory itself if the name is null.</summary>
        public string ToDisplay(string? name)
        {
            var names = new Stack<string>();
            if (name is not null)
            {
                names.Push(name);
            }

            for (var place = this; place.Parent is not null; place = place.Parent)
            {
                names.Push(place.Name);
            }

            var path = new StringBuilder();
            while (names.TryPop(out var next))
            {
                path.Append('/').Append(next);
            }

            return path.Length == 0 ? "/"
                : FileName.ToDisplay(path.Length <= DisplayedStart + DisplayedEnd
                    ? path.ToString()
                    : $"{path.ToString(0, DisplayedStart)}…{path.ToString(path.Length - DisplayedEnd, DisplayedEnd)}");
        }
    }
}
