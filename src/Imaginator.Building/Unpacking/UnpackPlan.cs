using System.Collections.Immutable;
using Imaginator.Building.Scanning;
using Imaginator.Images;

namespace Imaginator.Building.Unpacking;

/// <summary>What there is to do for a tree, kind by kind. The tree has been validated.</summary>
internal sealed record UnpackPlan
{
    // A file that takes as long as many others must not be the last one, while all workers but one have nothing to do.
    private const ulong WorthBeingFirst = 1024 * 1024;

    /// <summary>Directories, each after the one that it is in, without the root.</summary>
    public required ImmutableArray<PlannedDirectory> Directories { get; init; }

    /// <summary>Everything that has no contents.</summary>
    public required ImmutableArray<PlannedInode> WithoutContents { get; init; }

    /// <summary>Files by their contents: the largest first, then those of one directory after those of another.</summary>
    public required ImmutableArray<PlannedObject> Objects { get; init; }

    /// <summary>How many bytes all files have together; saturated.</summary>
    public required ulong TotalBytes { get; init; }

    /// <summary>Sorts a tree's inodes.</summary>
    public static UnpackPlan Of(FileSystemTree tree)
    {
        var paths = new Dictionary<ulong, List<string>>();
        var order = new List<ulong>();
        foreach (var (path, number) in TreePaths.Enumerate(tree))
        {
            if (!paths.TryGetValue(number, out var names))
            {
                paths[number] = names = [];
                order.Add(number);
            }

            names.Add(path);
        }

        var inodes = order.Select(number => new PlannedInode(tree.InodeTable[number], [.. paths[number]])).ToList();
        var objects = inodes.Where(HasContents)
            .GroupBy(planned => ((RegularInode)planned.Inode).Hash)
            .Select(files => new PlannedObject(files.Key, [.. files]))
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
internal sealed record PlannedObject(ObjectHash Hash, ImmutableArray<PlannedInode> Files)
{
    /// <summary>The length of the contents in bytes, as the first file has it.</summary>
    public ulong Length => Files[0].Length;
}
