using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Files;
using Imaginator.Host.Images.Trees;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Host.Images.Differences;

/// <summary>All differences between two images, from which pages are cut. Thread-safe.</summary>
internal sealed class StoredDifference
{
    // With its two inodes.
    private const long BytesOfFile = 500;

    private readonly ImageDifference _difference;
    private readonly ImmutableArray<FileDifference> _files;

    private StoredDifference(ImageDifference difference, ImmutableArray<FileDifference> files)
    {
        _difference = difference;
        _files = files;
        MemoryUse = files.Sum(file => BytesOfFile + (sizeof(char) * (long)file.Path.Length));
    }

    /// <summary>An estimate of the memory that the differences use, in bytes.</summary>
    public long MemoryUse { get; }

    /// <summary>Compares two images.</summary>
    /// <exception cref="ImaginatorException">The trees are too large to compare.</exception>
    public static StoredDifference Of(ImageTree before, ImageTree after)
    {
        var difference = ImageComparer.Compare(before.Image, after.Image);
        var added = Find(difference.Added, after.Tree).Select(file => new FileDifference(
            file.Path, FileDifferenceKind.Added, FileChanges.None, null, file.Inode));
        var removed = Find(difference.Removed, before.Tree).Select(file => new FileDifference(
            file.Path, FileDifferenceKind.Removed, FileChanges.None, file.Inode, null));
        var files = added
            .Concat(removed)
            .Concat(difference.Changed.Select(file => new FileDifference(
                file.Path, FileDifferenceKind.Changed, file.Changes, file.Before, file.After)))
            .OrderBy(file => file.Path, FileName.BytewiseComparer);
        return new StoredDifference(difference, [.. files]);
    }

    /// <summary>Cuts a page.</summary>
    public ImageDifferencePage ToPage(string before, string after, DiffPage page)
    {
        var selected = _files.Where(file => TreePath.IsAtOrBelow(file.Path, page.Below)).ToList();
        var shown = selected
            .SkipWhile(file => page.After is { } last && FileName.BytewiseComparer.Compare(file.Path, last) <= 0)
            .Take(page.Count + 1)
            .ToList();
        return new ImageDifferencePage
        {
            Before = before,
            After = after,
            AddedFiles = selected.Count(file => file.Kind == FileDifferenceKind.Added),
            RemovedFiles = selected.Count(file => file.Kind == FileDifferenceKind.Removed),
            ChangedFiles = selected.Count(file => file.Kind == FileDifferenceKind.Changed),
            Files = [.. shown.Take(page.Count)],
            HasMore = shown.Count > page.Count,
            AddedPackages = _difference.AddedPackages,
            RemovedPackages = _difference.RemovedPackages,
            ChangedPackages = _difference.ChangedPackages,
        };
    }

    // One walk: the search for each path by itself would need the square of that time.
    private static IEnumerable<(string Path, Inode Inode)> Find(ImmutableArray<string> paths, FileSystemTree tree)
    {
        if (paths.IsEmpty)
        {
            return [];
        }

        var wanted = paths.ToHashSet(StringComparer.Ordinal);
        return TreePaths.Enumerate(tree)
            .Where(file => wanted.Contains(file.Path))
            .Select(file => (file.Path, tree.InodeTable[file.InodeNumber]));
    }
}
