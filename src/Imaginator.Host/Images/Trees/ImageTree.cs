using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Host.Images.Trees;

/// <summary>
/// The tree of an image in memory. Paths are resolved in it, and never on a disk. Symbolic links are followed as they would be in a
/// root directory with this tree. Thread-safe.
/// </summary>
internal sealed class ImageTree
{
    // As in the kernel.
    private const int MaximumLinks = 40;

    // Each step searches a directory. Links in a row could otherwise make them many.
    private const int MaximumSteps = 4096;

    private readonly Lazy<TreeSizes> _sizes;

    /// <summary>Keeps the tree of an image.</summary>
    /// <param name="image">The image, with its tree.</param>
    public ImageTree(Image image)
    {
        Tree = image.FileSystem ?? throw new ArgumentException("the image has no file-system tree", nameof(image));
        Image = image;
        _sizes = new Lazy<TreeSizes>(() => TreeSizes.Of(Tree));
        Totals = new TreeTotals(
            Tree.TotalDataBytes, Tree.NumRegularInodes, Tree.DirectoryCount, Tree.InodeTable.Values.Count(inode => inode is ComputedRegularInode));
        MemoryUse = TreeMemory.Estimate(Tree);
    }

    /// <summary>The image, with its tree.</summary>
    public Image Image { get; }

    public FileSystemTree Tree { get; }

    public TreeTotals Totals { get; }

    /// <summary>An estimate of the memory that the tree uses, in bytes.</summary>
    public long MemoryUse { get; }

    /// <summary>Finds a file. Follows all symbolic links, the last one too; null if there is no such file.</summary>
    public TreeFile? Find(string path) => Resolve(path) is { } place ? place.ToFile() : null;

    /// <summary>Finds a file. Follows symbolic links except the last one; null if there is no such file.</summary>
    public TreeFile? FindLink(string path) => Resolve(path, followsLast: false) is { } place ? place.ToFile() : null;

    /// <summary>Lists a directory; null if there is no such directory.</summary>
    public TreeDirectory? List(string path) => Resolve(path) is { Inode: DirectoryInode directory } place
        ? new TreeDirectory(
            place.ToFile(),
            [
                .. directory.Entries
                    .Where(entry => Tree.InodeTable.ContainsKey(entry.InodeNumber))
                    .Select(entry => TreeFile.Of(entry.Name, TreePath.Append(place.Path, entry.Name), Tree.InodeTable[entry.InodeNumber])),
            ])
        : null;

    /// <summary>Lists the computed files, in the order of a walk.</summary>
    public IReadOnlyList<TreeFile> ListComputed() =>
    [
        .. TreePaths.Enumerate(Tree)
            .Where(file => Tree.InodeTable[file.InodeNumber] is ComputedRegularInode)
            .Select(file => TreeFile.Of(file.Path[(file.Path.LastIndexOf('/') + 1)..], file.Path, Tree.InodeTable[file.InodeNumber])),
    ];

    /// <summary>Measures the entries of a directory; null if there is no such directory.</summary>
    public DirectorySizes? Measure(string path) => Resolve(path) is { Inode: DirectoryInode directory } place
        ? _sizes.Value.Measure(place.Path, directory)
        : null;

    private Place? Resolve(string path, bool followsLast = true)
    {
        if (TreePath.Split(path) is not { } names)
        {
            return null;
        }

        var directories = new Stack<Place>([new Place("", TreePath.Root, Tree.Root)]);
        var pending = new Stack<string>(Enumerable.Reverse(names));
        var (links, steps) = (0, 0);
        while (pending.TryPop(out var name))
        {
            if (name == "..")
            {
                // Only from the target of a link. Above the root directory is the root directory.
                if (directories.Count > 1)
                {
                    directories.Pop();
                }

                continue;
            }

            if (++steps > MaximumSteps || Enter(directories.Peek(), name) is not { } next)
            {
                return null;
            }

            if (next.Inode is SymlinkInode link && (followsLast || pending.Count > 0))
            {
                if (++links > MaximumLinks)
                {
                    return null;
                }

                Follow(link.Target, directories, pending);
            }
            else if (next.Inode is DirectoryInode)
            {
                directories.Push(next);
            }
            else
            {
                return pending.Count == 0 ? next : null;
            }
        }

        return directories.Peek();
    }

    private Place? Enter(Place directory, string name)
    {
        foreach (var entry in ((DirectoryInode)directory.Inode).Entries)
        {
            if (entry.Name == name)
            {
                return Tree.InodeTable.TryGetValue(entry.InodeNumber, out var inode)
                    ? new Place(name, TreePath.Append(directory.Path, name), inode)
                    : null;
            }
        }

        return null;
    }

    private static void Follow(string target, Stack<Place> directories, Stack<string> pending)
    {
        if (target.StartsWith('/'))
        {
            while (directories.Count > 1)
            {
                directories.Pop();
            }
        }

        foreach (var name in Enumerable.Reverse(target.Split('/', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (name != ".")
            {
                pending.Push(name);
            }
        }
    }

    private sealed record Place(string Name, string Path, Inode Inode)
    {
        public TreeFile ToFile() => TreeFile.Of(Name, Path, Inode);
    }
}
