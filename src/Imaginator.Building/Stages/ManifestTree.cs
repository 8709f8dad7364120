using Imaginator.Building.Builds;
using Imaginator.Building.Filtering;
using Imaginator.Building.Manifests;
using Imaginator.Building.Scanning;
using Imaginator.Building.Streams;
using Imaginator.Building.Unpacking;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Building.Stages;

/// <summary>Makes the tree of an image stream: fetch, load, source image, unpack, process.</summary>
internal static class ManifestTree
{
    public static async Task<BuiltTree> MakeAsync(
        BuildSession session, ImageStream stream, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        var revision = await session.Stages.RunAsync(
            BuildStage.FetchManifest,
            () => FetchAsync(session, stream, cancellationToken),
            fetched => fetched.CommitId).ConfigureAwait(false);

        using var source = TreeRoot.OpenManifest(session.Workspace.ManifestPath);
        var manifest = await session.Stages.RunAsync(
            BuildStage.LoadManifest, () => Task.FromResult(Load(session, source)), _ => null).ConfigureAwait(false);

        var (sourceName, pin) = await session.Stages.RunAsync(
            BuildStage.SourceImage,
            () => FindSourceAsync(session, manifest, buildSource, cancellationToken),
            found => found.Name).ConfigureAwait(false);
        TreeRoot? image = null;
        try
        {
            var sourceImage = await session.Stages.RunAsync(
                BuildStage.Unpack,
                () => UnpackAsync(session, sourceName, cancellationToken),
                unpacked => $"{unpacked.FileSystem!.NumRegularInodes} files").ConfigureAwait(false);

            image = TreeRoot.OpenImage(session.Workspace.TreePath);
            var environment = BuildCommands.WithVariables(session, revision.Branch, revision.CommitId);
            await ManifestProcessor
                .ProcessAsync(session, manifest, source, image, environment, cancellationToken).ConfigureAwait(false);
            return Describe(session, stream, manifest, revision, sourceName, sourceImage, image, pin);
        }
        catch
        {
            image?.Dispose();
            await pin.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Applies a manifest to a tree that is there already.</summary>
    public static async Task ProcessAsync(
        BuildSession session, string manifestDirectory, string rootDirectory, CancellationToken cancellationToken)
    {
        using var source = TreeRoot.OpenManifest(manifestDirectory);
        var manifest = await session.Stages.RunAsync(
            BuildStage.LoadManifest, () => Task.FromResult(Load(session, source)), _ => null).ConfigureAwait(false);
        using var image = TreeRoot.OpenImage(rootDirectory);
        var environment = BuildCommands.WithVariables(session, null, null);
        await ManifestProcessor
            .ProcessAsync(session, manifest, source, image, environment, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ManifestRevision> FetchAsync(
        BuildSession session, ImageStream stream, CancellationToken cancellationToken)
    {
        var url = session.Variables.Expand(stream.ManifestUrl);
        var request = new ManifestRequest
        {
            Url = url,
            DisplayUrl = stream.ManifestUrl,
            Directory = session.Variables.Expand(stream.ManifestDirectory),
            GitBranch = session.Request.GitBranch,
            TargetDirectory = session.Workspace.ManifestPath,
            CacheDirectory = session.Environment.ManifestCacheDirectory,
        };
        return await session.Environment.ManifestSourceOf(url)
            .FetchAsync(request, session.Log, cancellationToken).ConfigureAwait(false);
    }

    private static Manifest Load(BuildSession session, TreeRoot source)
    {
        var manifest = ManifestLoader.Load(source, session.Variables.Lookup);
        foreach (var warning in manifest.Warnings)
        {
            session.Log.WriteLine($"warning: {warning}");
        }

        return manifest;
    }

    private static async Task<(string Name, IAsyncDisposable Pin)> FindSourceAsync(
        BuildSession session, Manifest manifest, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        var name = await SourceImageFinder
            .FindAsync(session, manifest, buildSource, cancellationToken).ConfigureAwait(false);
        var pin = await session.Environment.ImageServer.PinImageAsync(name, cancellationToken).ConfigureAwait(false);
        return (name, pin);
    }

    private static async Task<Image> UnpackAsync(BuildSession session, string name, CancellationToken cancellationToken)
    {
        var server = session.Environment.ImageServer;
        var image = await server.GetImageAsync(name, withFileSystem: true, cancellationToken).ConfigureAwait(false)
            ?? throw new ImaginatorException($"the source image {name} has been deleted meanwhile; build again");
        await ImageUnpacker
            .UnpackAsync(server, image, session.Workspace.TreePath, cancellationToken).ConfigureAwait(false);
        return image;
    }

    private static BuiltTree Describe(
        BuildSession session,
        ImageStream stream,
        Manifest manifest,
        ManifestRevision revision,
        string sourceName,
        Image sourceImage,
        TreeRoot image,
        IAsyncDisposable pin)
    {
        var scanFilter = PathFilter.Compile(manifest.FilterLines);
        LogUnoptimised(session, scanFilter);
        var isFromGit = revision.CommitId is not null;
        return new BuiltTree(image, pin)
        {
            Draft = new Image
            {
                BuildBranch = revision.Branch ?? "",
                BuildCommitId = revision.CommitId ?? "",
                BuildGitUrl = isFromGit ? stream.ManifestUrl : "",
                CreatedFor = session.Request.RequestedBy,
                Filter = ManifestMerge.MergeFilter(manifest.ImageFilter, sourceImage.Filter),
                Triggers = ManifestMerge.MergeTriggers(manifest.Triggers, sourceImage.Triggers),
                OwnerGroups = manifest.OwnerGroups,
                OwnerUsers = manifest.OwnerUsers,
                SourceImage = sourceName,
                Tags = manifest.Tags,
            },
            ScanFilter = manifest.FilterLines.IsEmpty ? null : scanFilter,
            MtimesCopyFilter = PathFilter.Compile(
                manifest.MtimesCopyFilterLines
                ?? session.Settings.MtimesCopyFilterLines.AddRange(manifest.MtimesCopyAddFilterLines)),
            ComputedFiles = ManifestMerge.MergeComputedFiles(
                manifest.ComputedFiles, ComputedFileSplicer.FilesOf(sourceImage.FileSystem!)),
        };
    }

    private static void LogUnoptimised(BuildSession session, PathFilter filter)
    {
        foreach (var line in filter.UnoptimizedLines)
        {
            session.Log.WriteLine($"filter line without a fast path: {line}");
        }
    }
}
