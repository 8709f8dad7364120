using Imaginator.Building.Filtering;
using Imaginator.Building.Scanning;
using Imaginator.ImageStores;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>The tree that a build changes until it is the tree of the image.</summary>
internal abstract class WorkingTree : SandboxTree
{
    /// <summary>Turns the tree into the tree of an image; see <see cref="TreeScanner"/>.</summary>
    /// <param name="consumesFiles">
    /// Whether the tree's files may become the upload's own. From then on nothing may change in the tree.
    /// </param>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    public abstract Task<ScanResult> ScanAsync(
        TreeScanner scanner, bool consumesFiles, PathFilter? filter, IImageUpload upload, CancellationToken cancellationToken);

    /// <summary>Finds what <see cref="ScanAsync"/> leaves out, sockets included.</summary>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <returns>The paths; of a directory that is left out, only its own path.</returns>
    public abstract List<string> FindLeftOut(PathFilter? filter, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a tree that has every file which the build has made or changed at its path. It can also have files that
    /// did not change.
    /// </summary>
    public abstract TreeRoot OpenChanges();
}
