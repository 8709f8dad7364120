using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Filtering;
using Imaginator.Building.Manifests;
using Imaginator.Building.Scanning;
using Imaginator.Building.Streams;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Building.Stages;

/// <summary>Makes the tree of an image stream: fetch, load, source image, unpack, process.</summary>
internal static class ManifestTree
{
    /// <summary>Makes the tree.</summary>
    /// <param name="session">The build.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="buildSource">Builds a source image that is missing.</param>
    /// <param name="asPlainTree">Whether the tree must be a directory of its own.</param>
    /// <param name="cancellationToken">Stops within 2 s.</param>
    public static async Task<BuiltTree> MakeAsync(
        BuildSession session,
        ImageStream stream,
        SourceBuild buildSource,
        bool asPlainTree,
        CancellationToken cancellationToken)
    {
        var revision = await session.Stages.RunAsync(
            BuildStage.FetchManifest,
            () => FetchAsync(session, stream, cancellationToken),
            fetched => fetched.CommitId);

        using var source = TreeRoot.OpenManifest(session.Workspace.ManifestPath);
        var manifest = await session.Stages.RunAsync(
            BuildStage.LoadManifest, () => Task.FromResult(Load(session, source)), _ => null);

        var (sourceName, pin) = await session.Stages.RunAsync(
            BuildStage.SourceImage,
            () => FindSourceAsync(session, manifest, buildSource, cancellationToken),
            found => found.Name);
        WorkingTree? tree = null;
        try
        {
            (var sourceImage, tree, _) = await session.Stages.RunAsync(
                BuildStage.Unpack,
                () => UnpackAsync(session, sourceName, asPlainTree, cancellationToken),
                DescribeUnpacked);

            var environment = BuildCommands.WithVariables(session, revision.Branch, revision.CommitId);
            await session.Inputs.AddAsync(
                session, source, sourceImage, environment, !manifest.PackageList.IsEmpty, cancellationToken);
            await ManifestProcessor
                .ProcessAsync(session, manifest, source, tree, environment, cancellationToken);
            return Describe(session, stream, manifest, revision, sourceName, sourceImage, tree, pin);
        }
        catch
        {
            tree?.Dispose();
            await pin.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies a manifest to a tree that is there already.</summary>
    public static async Task ProcessAsync(
        BuildSession session, string manifestDirectory, string rootDirectory, CancellationToken cancellationToken)
    {
        using var source = TreeRoot.OpenManifest(manifestDirectory);
        var manifest = await session.Stages.RunAsync(
            BuildStage.LoadManifest, () => Task.FromResult(Load(session, source)), _ => null);
        using var tree = new PlainTree(rootDirectory) { OutlivesBuild = true };
        var environment = BuildCommands.WithVariables(session, null, null);
        await ManifestProcessor
            .ProcessAsync(session, manifest, source, tree, environment, cancellationToken);
    }

    private static async Task<ManifestRevision> FetchAsync(
        BuildSession session, ImageStream stream, CancellationToken cancellationToken)
    {
        var url = session.UrlVariables.Expand(stream.ManifestUrl);
        var request = new ManifestRequest
        {
            Url = url,
            DisplayUrl = stream.ManifestUrl,
            Directory = session.UrlVariables.Expand(stream.ManifestDirectory),
            GitBranch = session.Request.GitBranch,
            TargetDirectory = session.Workspace.ManifestPath,
            CacheDirectory = session.Environment.ManifestCacheDirectory,
        };
        return await session.Environment.ManifestSourceOf(url)
            .FetchAsync(request, session.Log, cancellationToken);
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
            .FindAsync(session, manifest, buildSource, cancellationToken);
        var pin = await session.Environment.ImageStore.PinImageAsync(name, cancellationToken);
        return (name, pin);
    }

    private static async Task<(Image Image, WorkingTree Tree, bool WasCached)> UnpackAsync(
        BuildSession session, string name, bool asPlainTree, CancellationToken cancellationToken)
    {
        var server = session.Environment.ImageStore;
        var image = await server.GetImageAsync(name, withFileSystem: true, cancellationToken)
            ?? throw new ImaginatorException($"the source image {name} has been deleted meanwhile; build again");
        var (tree, wasCached) = await session.Environment.Trees
            .OpenSourceAsync(server, name, image, session.Workspace, asPlainTree, session.Log, cancellationToken);
        session.Environment.Measurements?.CacheAsked("source_trees", wasCached);
        LargeTrees.GiveMemoryBack(image.FileSystem!);
        return (image, tree, wasCached);
    }

    private static string DescribeUnpacked((Image Image, WorkingTree Tree, bool WasCached) unpacked) => string.Create(
        CultureInfo.InvariantCulture,
        $"{unpacked.Image.FileSystem!.NumRegularInodes:N0} files{(unpacked.WasCached ? ", cached" : "")}");

    private static BuiltTree Describe(
        BuildSession session,
        ImageStream stream,
        Manifest manifest,
        ManifestRevision revision,
        string sourceName,
        Image sourceImage,
        WorkingTree tree,
        IAsyncDisposable pin)
    {
        var scanFilter = PathFilter.Compile(manifest.FilterLines);
        LogUnoptimised(session, scanFilter);
        var isFromGit = revision.CommitId is not null;
        return new BuiltTree(tree, pin)
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
