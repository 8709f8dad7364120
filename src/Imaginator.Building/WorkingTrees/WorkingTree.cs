using Imaginator.Building.Filtering;
using Imaginator.Building.Scanning;
using Imaginator.ImageStores;

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
        bool consumesFiles, PathFilter? filter, IImageUpload upload, TimeProvider timeProvider, CancellationToken cancellationToken);
}
