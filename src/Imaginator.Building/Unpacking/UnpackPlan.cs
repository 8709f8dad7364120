using System.Collections.Immutable;
using Imaginator.Building.Scanning.Inodes;
using Imaginator.Images;

namespace Imaginator.Building.Unpacking;

/// <summary>The work to unpack a tree, by kind. The tree has been validated.</summary>
internal sealed record UnpackPlan
{
    // A very large file must not be the last one, so that the other workers are not idle.
    private const ulong WorthBeingFirst = 1024 * 1024;

    /// <summary>Directories, each after the one that it is in, without the root.</summary>
    public required ImmutableArray<PlannedDirectory> Directories { get; init; }

    /// <summary>Everything that has no contents.</summary>
    public required ImmutableArray<PlannedInode> WithoutContents { get; init; }

    /// <summary>Files by their contents: the largest first, then those of one directory after those of another.</summary>
    public required ImmutableArray<PlannedObject> Objects { get; init; }

    /// <summary>The total length of all files in bytes; saturated.</summary>
    public required ulong TotalBytes { get; init; }

    /// <summary>Sorts a tree's inodes.</summary>
    public static UnpackPlan Of(FileSystemTree tree)
    {
        var inodes = Group(
            TreePaths.Enumerate(tree),
            tree.InodeTable.Count,
            found => found.InodeNumber,
            found => found.Path,
            (number, paths) => new PlannedInode(tree.InodeTable[number], paths));
        var objects = Group(
                inodes.Where(HasContents),
                inodes.Count(HasContents),
                planned => ((RegularInode)planned.Inode).Hash,
                planned => planned,
                (_, files) => new PlannedObject(files))
            .OrderByDescending(planned => planned.Length >= WorthBeingFirst ? planned.Length : 0)
            .ToImmutableArray();
        return new UnpackPlan
        {
            Directories =
            [
                .. inodes.Where(planned => planned.Inode is DirectoryInode)
                    .Select(planned => new PlannedDirectory((DirectoryInode)planned.Inode, planned.Paths[0])),
            ],
            WithoutContents = [.. inodes.Where(planned => planned.Inode is not DirectoryInode && !HasContents(planned))],
            Objects = objects,
            TotalBytes = objects.SelectMany(planned => planned.Files)
                .Aggregate(0UL, (sum, file) => ulong.MaxValue - sum < file.Length ? ulong.MaxValue : sum + file.Length),
        };
    }

    // In the order of the first item of each group. There may be millions, and mostly each is alone in its group: a list is
    // kept only for those that are not.
    private static List<TGroup> Group<TItem, TKey, TValue, TGroup>(
        IEnumerable<TItem> items,
        int capacity,
        Func<TItem, TKey> keyOf,
        Func<TItem, TValue> valueOf,
        Func<TKey, ImmutableArray<TValue>, TGroup> toGroup)
        where TKey : notnull
    {
        var groups = new List<TGroup>(capacity);
        var places = new Dictionary<TKey, int>(capacity);
        var larger = new Dictionary<TKey, List<TValue>>();
        var firsts = new List<TValue>(capacity);
        foreach (var item in items)
        {
            var key = keyOf(item);
            if (places.TryAdd(key, groups.Count))
            {
                firsts.Add(valueOf(item));
                groups.Add(toGroup(key, [valueOf(item)]));
                continue;
            }

            if (!larger.TryGetValue(key, out var values))
            {
                larger.Add(key, values = [firsts[places[key]]]);
            }

            values.Add(valueOf(item));
        }

        foreach (var (key, values) in larger)
        {
            groups[places[key]] = toGroup(key, [.. values]);
        }

        return groups;
    }

    private static bool HasContents(PlannedInode planned) => planned.Inode is RegularInode { Size: > 0 };
}

/// <summary>A directory to make.</summary>
internal sealed record PlannedDirectory(DirectoryInode Inode, string Path);

/// <summary>Something else to make, and all its names.</summary>
internal sealed record PlannedInode(Inode Inode, ImmutableArray<string> Paths)
{
    /// <summary>The length of its contents in bytes.</summary>
    public ulong Length => Inode is RegularInode regular ? regular.Size : 0;
}

/// <summary>Contents to fetch, and the files that have them.</summary>
internal sealed record PlannedObject(ImmutableArray<PlannedInode> Files)
{
    public ObjectHash Hash => ((RegularInode)Files[0].Inode).Hash;

    /// <summary>The length of the contents in bytes, as the first file has it.</summary>
    public ulong Length => Files[0].Length;
}
