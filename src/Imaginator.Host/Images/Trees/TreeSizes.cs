using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>The sizes of all directories of a tree, with everything below them. Thread-safe.</summary>
internal sealed class TreeSizes
{
    private readonly FileSystemTree _tree;

    // By reference: equality of directories compares their entries.
    private readonly Dictionary<DirectoryInode, Size> _directories = new(ReferenceEqualityComparer.Instance);

    // The names of inodes that have another name before them in the walk. Their bytes are counted there.
    private readonly HashSet<(DirectoryInode Directory, string Name)> _repeated = new(new NameComparer());

    private TreeSizes(FileSystemTree tree) => _tree = tree;

    /// <summary>Measures a tree.</summary>
    public static TreeSizes Of(FileSystemTree tree)
    {
        var sizes = new TreeSizes(tree);
        sizes.MeasureAll();
        return sizes;
    }

    /// <summary>The sizes of the entries of a directory of this tree.</summary>
    public DirectorySizes Measure(string path, DirectoryInode directory)
    {
        var entries = directory.Entries
            .Select(entry => Measure(path, directory, entry))
            .OfType<DirectorySize>()
            .Where(entry => entry.Bytes > 0)
            .OrderByDescending(entry => entry.Bytes)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .ToList();
        var others = 0ul;
        foreach (var other in entries.Skip(DirectorySizes.MaximumEntries))
        {
            others += other.Bytes;
        }

        var (bytes, files) = _directories[directory];
        return new DirectorySizes(path, bytes, files, [.. entries.Take(DirectorySizes.MaximumEntries)], others);
    }

    private DirectorySize? Measure(string path, DirectoryInode directory, DirectoryEntry entry)
    {
        var place = TreePath.Append(path, entry.Name);
        return _tree.InodeTable.GetValueOrDefault(entry.InodeNumber) switch
        {
            DirectoryInode child when _directories.TryGetValue(child, out var size) =>
                new DirectorySize(entry.Name, place, IsDirectory: true, size.Bytes, size.Files),
            RegularInode file when !_repeated.Contains((directory, entry.Name)) =>
                new DirectorySize(entry.Name, place, IsDirectory: false, file.Size, 1),
            _ => null,
        };
    }

    private void MeasureAll()
    {
        // Directories before their subdirectories; the sums then go the other way. An explicit stack: trees can be deep.
        var order = new List<(DirectoryInode Directory, DirectoryInode? Parent)>();
        var pending = new Stack<(DirectoryInode Directory, DirectoryInode? Parent)>([(_tree.Root, null)]);
        var seen = new HashSet<ulong>();
        while (pending.TryPop(out var current))
        {
            order.Add(current);
            _directories[current.Directory] = MeasureFiles(current.Directory, seen, pending);
        }

        for (var i = order.Count - 1; i > 0; i--)
        {
            var (directory, parent) = order[i];
            _directories[parent!] += _directories[directory];
        }
    }

    private Size MeasureFiles(
        DirectoryInode directory, HashSet<ulong> seen, Stack<(DirectoryInode Directory, DirectoryInode? Parent)> pending)
    {
        var size = default(Size);
        foreach (var entry in directory.Entries)
        {
            switch (_tree.InodeTable.GetValueOrDefault(entry.InodeNumber))
            {
                case DirectoryInode:
                    break;
                case RegularInode file when seen.Add(entry.InodeNumber):
                    size += new Size(file.Size, 1);
                    break;
                case RegularInode:
                    _repeated.Add((directory, entry.Name));
                    size += new Size(0, 1);
                    break;
                default:
                    size += new Size(0, 1);
                    break;
            }
        }

        // The first directory is the next one.
        for (var i = directory.Entries.Length - 1; i >= 0; i--)
        {
            if (_tree.InodeTable.GetValueOrDefault(directory.Entries[i].InodeNumber) is DirectoryInode child)
            {
                pending.Push((child, directory));
            }
        }

        return size;
    }

    private readonly record struct Size(ulong Bytes, long Files)
    {
        public static Size operator +(Size one, Size other) => new(one.Bytes + other.Bytes, one.Files + other.Files);
    }

    private sealed class NameComparer : IEqualityComparer<(DirectoryInode Directory, string Name)>
    {
        public bool Equals((DirectoryInode Directory, string Name) x, (DirectoryInode Directory, string Name) y) =>
            ReferenceEquals(x.Directory, y.Directory) && x.Name == y.Name;

        public int GetHashCode((DirectoryInode Directory, string Name) obj) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Directory), obj.Name);
    }
}
