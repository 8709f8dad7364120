using Imaginator.Building.Events;
using Imaginator.Building.Measurements;
using Imaginator.Building.Sessions;
using Imaginator.Building.WorkingTrees;
using Imaginator.ImageStores;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Makes the writable tree of a source image.</summary>
/// <param name="store">The source images.</param>
/// <param name="trees">Makes trees.</param>
/// <param name="measurements">Counts cache hits; null for none.</param>
internal sealed class SourceImageUnpacker(IImageStore store, WorkingTreeFactory trees, BuildMeasurements? measurements)
{
    /// <summary>Makes the tree in the workspace.</summary>
    /// <param name="session">The build.</param>
    /// <param name="name">The source image.</param>
    /// <param name="asPlainTree">Whether the tree must be a plain directory.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    public async Task<UnpackedSource> UnpackAsync(
        BuildSession session, string name, bool asPlainTree, CancellationToken cancellationToken)
    {
        var image = await store.GetImageAsync(name, withFileSystem: true, cancellationToken)
            ?? throw new ImaginatorException($"source image {name} not found: it was deleted during the build; build again");
        var (tree, wasCached) = await trees
            .OpenSourceAsync(store, name, image, session.Workspace, asPlainTree, session.Log, cancellationToken);
        measurements?.CacheRequested("source_trees", wasCached);
        session.Observer.OnEvent(new TreeLoaded(session.Stream.Name, image.FileSystem!.InodeTable.Count));
        return new UnpackedSource(image, tree, wasCached);
    }
}
