using Imaginator.Building.Builds;
using Imaginator.Building.Inputs;
using Imaginator.Building.Manifests;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Scanning;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Streams;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Stages.Manifests;

/// <summary>Builds the tree of an image stream.</summary>
/// <remarks>
/// <code>
/// 1 fetch          the manifest                                             (ManifestFetcher)
/// 2 load           read and check it
/// 3 source image   find it, or have it built                                (SourceImageFinder)
/// 4 unpack         a writable tree of the source image                      (SourceImageUnpacker)
/// 5 compare        if the inputs are those of the newest image, stop here   (InputTracker)
/// 6 apply          files, packages, scripts                                 (ManifestApplication)
/// </code>
/// </remarks>
internal sealed class ManifestTreeBuilder(
    ManifestFetcher fetcher,
    SourceImageFinder finder,
    SourceImageUnpacker unpacker,
    BuildSandboxes sandboxes,
    PackageDownloads downloads)
{
    /// <summary>Builds the tree.</summary>
    /// <param name="session">The build.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="inputs">Collects the inputs of the build.</param>
    /// <param name="buildSource">Builds a missing source image.</param>
    /// <param name="asPlainTree">Whether the tree must be a plain directory.</param>
    /// <param name="cancellationToken">Stops the build within 2 s.</param>
    public async Task<TreeResult> BuildAsync(
        BuildSession session,
        ImageStream stream,
        InputTracker inputs,
        SourceBuild buildSource,
        bool asPlainTree,
        CancellationToken cancellationToken)
    {
        // The commands of a build that may end with step 5 can wait for their sandbox.
        if (!inputs.AcceptsUnchanged(session.Request))
        {
            sandboxes.Reserve(session, RootKind.Tree);
        }

        // 1: fetch.
        var revision = await session.Stages.RunAsync(
            BuildStage.FetchManifest,
            () => fetcher.FetchAsync(session, stream, cancellationToken),
            fetched => fetched.CommitId);

        // 2: load.
        using var directory = TreeRoot.OpenManifest(session.Workspace.ManifestPath);
        var loaded = await LoadAsync(session, directory);

        // 3: the source image.
        var (sourceName, pin) = await session.Stages.RunAsync(
            BuildStage.SourceImage,
            () => finder.FindAsync(session, loaded.Manifest, BuildSourceAsync, cancellationToken),
            found => found.Name);
        WorkingTree? tree = null;
        try
        {
            // 4: unpack.
            var source = await session.Stages.RunAsync(
                BuildStage.Unpack,
                () => unpacker.UnpackAsync(session, sourceName, asPlainTree, cancellationToken),
                unpacked => unpacked.Describe());
            tree = source.Tree;

            // 5: compare. If packages are installed, the comparison is made when the content of the repositories is known.
            var environment = CommandEnvironment.Of(session, revision.Branch, revision.CommitId);
            var unchanged = await inputs.AddAsync(
                session, directory, source.Image, environment, !loaded.Manifest.PackageList.IsEmpty, cancellationToken);

            // 6: apply.
            unchanged ??= await new ManifestApplication(session, loaded, tree, environment, inputs, sandboxes, downloads)
                .RunAsync(cancellationToken);
            if (unchanged is not null)
            {
                tree.Dispose();
                await pin.DisposeAsync();
                return new TreeResult.Unchanged(unchanged);
            }

            return new TreeResult.Built(Describe(session, stream, loaded.Manifest, revision, sourceName, source, pin));
        }
        catch
        {
            tree?.Dispose();
            await pin.DisposeAsync();
            throw;
        }

        async Task<BuildResult> BuildSourceAsync(BuildRequest request, CancellationToken token)
        {
            // It can last for hours, during which this build uses nothing.
            await session.Reserve.DisposeAsync();
            return await buildSource(request, token);
        }
    }

    /// <summary>Applies a manifest to an existing tree, in place.</summary>
    public async Task ApplyAsync(
        BuildSession session, string manifestDirectory, string rootDirectory, CancellationToken cancellationToken)
    {
        using var directory = TreeRoot.OpenManifest(manifestDirectory);
        var loaded = await LoadAsync(session, directory);
        using var tree = new PlainTree(rootDirectory) { OutlivesBuild = true };
        var environment = CommandEnvironment.Of(session, branch: null, commitId: null);
        await new ManifestApplication(session, loaded, tree, environment, inputs: null, sandboxes, downloads)
            .RunAsync(cancellationToken);
    }

    private static Task<LoadedManifest> LoadAsync(BuildSession session, TreeRoot directory) => session.Stages.RunAsync(
        BuildStage.LoadManifest, () => Task.FromResult(ManifestFetcher.Load(session, directory)), _ => null);

    private static BuiltTree Describe(
        BuildSession session,
        ImageStream stream,
        Manifest manifest,
        ManifestRevision revision,
        string sourceName,
        UnpackedSource source,
        IAsyncDisposable pin)
    {
        var scanFilter = PathFilter.Compile(manifest.FilterLines);
        LogUnoptimised(session, scanFilter);
        var isFromGit = revision.CommitId is not null;
        return new BuiltTree(source.Tree, pin)
        {
            Draft = new Image
            {
                BuildBranch = revision.Branch ?? "",
                BuildCommitId = revision.CommitId ?? "",
                BuildGitUrl = isFromGit ? stream.ManifestUrl : "",
                CreatedFor = session.Request.RequestedBy,
                Filter = ManifestMerge.MergeFilter(manifest.ImageFilter, source.Image.Filter),
                Triggers = ManifestMerge.MergeTriggers(manifest.Triggers, source.Image.Triggers),
                OwnerGroups = manifest.OwnerGroups,
                OwnerUsers = manifest.OwnerUsers,
                SourceImage = sourceName,
                Tags = manifest.Tags,
            },
            SourceTree = source.Image.FileSystem,
            ScanFilter = manifest.FilterLines.IsEmpty ? null : scanFilter,
            MtimesCopyFilter = PathFilter.Compile(
                manifest.MtimesCopyFilterLines
                ?? session.Settings.MtimesCopyFilterLines.AddRange(manifest.MtimesCopyAddFilterLines)),
            ComputedFiles = ManifestMerge.MergeComputedFiles(
                manifest.ComputedFiles, ComputedFileSplicer.FilesOf(source.Image.FileSystem!)),
            ExpectedPackages = !manifest.PackageList.IsEmpty && source.ListsPackages ? ExpectedPackages.AfterInstallation : null,
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
