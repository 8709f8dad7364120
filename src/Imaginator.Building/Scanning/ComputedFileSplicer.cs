using Imaginator.Images;
using Imaginator.Scanning;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

/// <summary>Replaces regular files of a tree by computed ones. Each file must exist, with one name.</summary>
internal static class ComputedFileSplicer
{
    /// <summary>The computed files of a tree.</summary>
    /// <returns>Each with its path, in the order of the walk.</returns>
    public static IEnumerable<ComputedFile> FilesOf(FileSystemTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        foreach (var (path, number) in TreePaths.Enumerate(tree))
        {
            if (tree.InodeTable[number] is ComputedRegularInode computed)
            {
                yield return new ComputedFile(path, computed.Source);
            }
        }
    }

    /// <summary>Replaces files.</summary>
    /// <returns>The new tree; inodes keep their numbers.</returns>
    /// <exception cref="ScanException">Files cannot be replaced; the message lists all of them.</exception>
    public static FileSystemTree Splice(FileSystemTree tree, IReadOnlyCollection<ComputedFile> files)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            return tree;
        }

        var (paths, names) = Find(tree, files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal));
        var spliced = new Dictionary<ulong, Inode>();
        var faults = new List<string>();
        foreach (var file in files)
        {
            if (!paths.TryGetValue(file.Path, out var number))
            {
                faults.Add($"{file.Path}: the file does not exist in the image; create it, or remove it from the computed files");
            }
            else if (tree.InodeTable[number] is not RegularInode regular || spliced.ContainsKey(number))
            {
                faults.Add($"{file.Path}: the file is not a regular file, or is already computed");
            }
            else if (names[number] > 1)
            {
                faults.Add($"{file.Path}: the file has {names[number]} names (hard links); a computed file must have one");
            }
            else
            {
                spliced[number] = new ComputedRegularInode
                {
                    Mode = regular.Mode,
                    Uid = regular.Uid,
                    Gid = regular.Gid,
                    ExtendedAttributes = regular.ExtendedAttributes,
                    Source = file.Source,
                };
            }
        }

        return faults.Count == 0
            ? FileSystemTrees.Replace(tree, spliced)
            : throw new ScanException("cannot put the computed files into the image:\n" + string.Join('\n', faults));
    }

    /// <summary>The numbers of the inodes at some paths, and how many names each of these inodes has.</summary>
    private static (Dictionary<string, ulong> Numbers, Dictionary<ulong, int> Names) Find(FileSystemTree tree, HashSet<string> paths)
    {
        var numbers = TreePaths.Enumerate(tree).Where(entry => paths.Contains(entry.Path))
            .ToDictionary(entry => entry.Path, entry => entry.InodeNumber);
        var wanted = numbers.Values.ToHashSet();
        var names = tree.InodeTable.Values.OfType<DirectoryInode>().Append(tree.Root)
            .SelectMany(directory => directory.Entries)
            .Where(entry => wanted.Contains(entry.InodeNumber))
            .CountBy(entry => entry.InodeNumber)
            .ToDictionary();
        return (numbers, names);
    }
}
