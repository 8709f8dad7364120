using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

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

    /// <summary>The disk space of all files in bytes; saturated.</summary>
    /// <param name="measured">The disk space of each of the <see cref="Objects"/> in bytes.</param>
    public ulong BytesOnDisk(IReadOnlyList<long> measured)
    {
        var sum = 0UL;
        for (var i = 0; i < Objects.Length; i++)
        {
            // Space can be reserved beyond the end of a file.
            var each = Math.Min((ulong)measured[i], Objects[i].Length);
            var all = Math.BigMul(each, (ulong)Objects[i].Files.Length, out var low) == 0 ? low : ulong.MaxValue;
            sum = ulong.MaxValue - sum < all ? ulong.MaxValue : sum + all;
        }

        return sum;
    }

    /// <summary>Sorts a tree's inodes.</summary>
    public static UnpackPlan Of(FileSystemTree tree)
    {
        var directories = ImmutableArray.CreateBuilder<PlannedDirectory>();
        var inodes = Group(
            NamesOfFiles(tree, directories),
            tree.InodeTable.Count,
            found => found.InodeNumber,
            found => found.Name,
            (number, names) => new PlannedInode(tree.InodeTable[number], names));
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
            Directories = directories.DrainToImmutable(),
            WithoutContents = [.. inodes.Where(planned => !HasContents(planned))],
            Objects = objects,
            TotalBytes = objects.SelectMany(planned => planned.Files)
                .Aggregate(0UL, (sum, file) => ulong.MaxValue - sum < file.Length ? ulong.MaxValue : sum + file.Length),
        };
    }

    // The names of everything but directories, which are collected on the way: each after the one that it is in.
    private static IEnumerable<(PlannedName Name, ulong InodeNumber)> NamesOfFiles(
        FileSystemTree tree, ImmutableArray<PlannedDirectory>.Builder directories)
    {
        var pending = new Stack<PlannedDirectory>([new PlannedDirectory(tree.Root, PathNode.Root)]);
        while (pending.TryPop(out var current))
        {
            foreach (var entry in current.Inode.Entries)
            {
                if (tree.InodeTable[entry.InodeNumber] is DirectoryInode inode)
                {
                    var directory = new PlannedDirectory(inode, current.Path.Append(entry.Name));
                    directories.Add(directory);
                    pending.Push(directory);
                }
                else
                {
                    yield return (new PlannedName(current.Path, entry.Name), entry.InodeNumber);
                }
            }
        }
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
internal sealed record PlannedDirectory(DirectoryInode Inode, PathNode Path);

/// <summary>A name to make, and the path of the directory that it is in.</summary>
internal readonly record struct PlannedName(PathNode Directory, string Name)
{
    /// <summary>The path for messages.</summary>
    public string ToDisplay() => Directory.Append(Name).ToDisplay();
}

/// <summary>Something else to make, and all its names.</summary>
internal sealed record PlannedInode(Inode Inode, ImmutableArray<PlannedName> Names)
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
