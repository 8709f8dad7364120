using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Building.Comparing;

/// <summary>Compares images: their trees, path by path, and their packages. Ignores the numbers of inodes.</summary>
public static class ImageComparer
{
    /// <summary>Compares two images.</summary>
    /// <param name="after">The second image, with its tree.</param>
    /// <returns>The differences of the second image from the first one.</returns>
    public static ImageDifference Compare(Image before, Image after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Compare(new LinkedTree(Tree(before)), new LinkedTree(Tree(after))) with
        {
            AddedPackages = [.. Only(after.Packages, before.Packages)],
            RemovedPackages = [.. Only(before.Packages, after.Packages)],
            ChangedPackages = [.. ChangedVersions(before.Packages, after.Packages)],
        };
    }

    private static FileSystemTree Tree(Image image) =>
        image.FileSystem ?? throw new ArgumentException("the image has no file-system tree", nameof(image));

    private static ImageDifference Compare(LinkedTree before, LinkedTree after)
    {
        var changed = ImmutableArray.CreateBuilder<ChangedFile>();
        foreach (var path in before.Paths.Where(after.Contains))
        {
            var (one, other) = (before.Find(path), after.Find(path));
            var changes = InodeComparer.Compare(one, other);
            if ((changes & FileChanges.Type) == 0 && !before.OtherNames(path).SequenceEqual(after.OtherNames(path)))
            {
                changes |= FileChanges.Links;
            }

            if (changes != FileChanges.None)
            {
                changed.Add(new ChangedFile(path, changes, one, other));
            }
        }

        return new ImageDifference
        {
            Added = [.. after.Paths.Where(path => !before.Contains(path))],
            Removed = [.. before.Paths.Where(path => !after.Contains(path))],
            Changed = changed.DrainToImmutable(),
            AddedPackages = [],
            RemovedPackages = [],
            ChangedPackages = [],
        };
    }

    // A package may be installed several times, in several versions or for several architectures.
    private static IEnumerable<Package> Only(ImmutableArray<Package> packages, ImmutableArray<Package> others)
    {
        var names = others.Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
        return packages.Where(package => !names.Contains(package.Name)).OrderBy(package => package.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<ChangedPackage> ChangedVersions(ImmutableArray<Package> before, ImmutableArray<Package> after)
    {
        var versions = VersionsByName(after);
        return from pair in VersionsByName(before)
               where versions.ContainsKey(pair.Key) && versions[pair.Key] != pair.Value
               select new ChangedPackage(pair.Key, pair.Value, versions[pair.Key]);
    }

    private static SortedDictionary<string, string> VersionsByName(ImmutableArray<Package> packages) => new(
        packages.GroupBy(package => package.Name, StringComparer.Ordinal).ToDictionary(
            versions => versions.Key,
            versions => string.Join(", ", versions.Select(package => package.Version).Order(StringComparer.Ordinal))),
        StringComparer.Ordinal);
}
