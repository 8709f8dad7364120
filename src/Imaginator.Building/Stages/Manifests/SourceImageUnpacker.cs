using Imaginator.Building.Events;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sessions;
using Imaginator.Building.WorkingTrees;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Makes the writable tree of a source image.</summary>
/// <param name="store">The source images.</param>
/// <param name="trees">Makes trees.</param>
/// <param name="measurements">Counts cache hits; null for none.</param>
internal sealed class SourceImageUnpacker(IImageStore store, WorkingTreeFactory trees, BuildMeasurements? measurements)
{
    // More than any site has.
    private const int MaximumChain = 100;

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
        try
        {
            var script = InstalledScript.Read(tree.Root);
            await NoteOutdatedAsync(session, name, image, script, cancellationToken);
            return new UnpackedSource(image, tree, wasCached, script);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Says in the log which streams must be rebuilt before this build can use the current packager type.</summary>
    private async Task NoteOutdatedAsync(
        BuildSession session, string name, Image image, InstalledScript? script, CancellationToken cancellationToken)
    {
        if (script is not null && session.Settings.PackagerTypes.TryGetValue(script.TypeName, out var type) && !script.IsOf(type))
        {
            var streams = await FindStreamsAsync(name, image, cancellationToken);
            session.Log.WriteLine(
                $"note: {GenericPackager.Path} of the source image was made before the packager type \"{script.TypeName}\" or Imaginator "
                + $"changed; to use the current packager type, rebuild {string.Join(", then ", streams)}");
        }
    }

    /// <summary>The streams of an image and of all images that it is built on, those first.</summary>
    private async Task<List<string>> FindStreamsAsync(string name, Image image, CancellationToken cancellationToken)
    {
        var streams = new List<string> { StreamOf(name) };
        for (var current = image; current is { SourceImage: { Length: > 0 } source } && streams.Count < MaximumChain;)
        {
            streams.Insert(0, StreamOf(source));
            current = await store.GetImageAsync(source, withFileSystem: false, cancellationToken);
        }

        return streams;
    }

    private static string StreamOf(string image) => image.LastIndexOf('/') is > 0 and var slash ? image[..slash] : image;
}
