using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Comparing;

/// <summary>A tree by path, with the names that share an inode.</summary>
internal sealed class LinkedTree
{
    // All paths are in memory: files in deep directories could fill it.
    private const long MaximumPathsLength = 256L * 1024 * 1024;

    private readonly FileSystemTree _tree;
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);

    // Only of inodes with several names.
    private readonly Dictionary<ulong, List<string>> _names;

    public LinkedTree(FileSystemTree tree)
    {
        _tree = tree;
        var length = 0L;
        foreach (var (path, number) in TreePaths.Enumerate(tree))
        {
            _numbers.Add(path, number);
            length += path.Length;
            if (length > MaximumPathsLength)
            {
                throw new ImaginatorException(
                    $"cannot compare the images: the paths of all files have more than {MaximumPathsLength >> 20} MiB");
            }
        }

        Paths = [.. _numbers.Keys.Append("/").Order(FileName.BytewiseComparer)];
        _names = _numbers.GroupBy(pair => pair.Value, pair => pair.Key)
            .Where(names => names.Skip(1).Any())
            .ToDictionary(names => names.Key, names => names.Order(FileName.BytewiseComparer).ToList());
    }

    /// <summary>All paths in byte order, the root included.</summary>
    public IReadOnlyList<string> Paths { get; }

    public bool Contains(string path) => path == "/" || _numbers.ContainsKey(path);

    public Inode Find(string path) => path == "/" ? _tree.Root : _tree.InodeTable[_numbers[path]];

    /// <summary>All names of the inode at a path if there are several, in byte order; otherwise none.</summary>
    public IReadOnlyList<string> OtherNames(string path) =>
        path != "/" && _names.TryGetValue(_numbers[path], out var names) ? names : [];
}
