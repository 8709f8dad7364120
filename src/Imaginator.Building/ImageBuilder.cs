using System.Diagnostics;
using Imaginator.Building.Builds;
using Imaginator.Building.Composition;
using Imaginator.Building.DiskImages;
using Imaginator.Building.Events;
using Imaginator.Building.Inputs;
using Imaginator.Building.Logging;
using Imaginator.Building.Publishing;
using Imaginator.Building.Scanners;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages;
using Imaginator.Building.Stages.Bootstrap;
using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Stages.Finishing;
using Imaginator.Building.Stages.Manifests;
using Imaginator.Building.Stages.Packing;
using Imaginator.Building.Stages.Testing;
using Imaginator.Building.Streams;
using Imaginator.Building.Workspaces;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building;

/// <summary>Builds images. Thread-safe: concurrent builds are independent of each other.</summary>
/// <remarks>
/// The life of a build:
/// <code>
/// request
///   -> 1 stream       the definition of the requested stream                         (BuildSessionFactory)
///   -> 2 workspace    a directory and a log for this build                           (BuildSessionFactory)
///   -> 3 tree         a bootstrap command, or a manifest applied to a source image   (BootstrapTreeBuilder, ManifestTreeBuilder)
///   -> 4 pack         package list, finish, scan, computed files, mtimes, tests      (ImagePacker, TreeFinisher)
///   -> 5 publish      objects, the build log, then the image under its name          (ImagePublisher)
///   -> 6 remove       the workspace                                                  (BuildSession)
/// result
/// </code>
/// A tree or a disk is made of the same finished and tested tree, instead of steps 4 and 5.
/// A missing source image is a separate build, with its own workspace and log. No step depends on a later one.
/// </remarks>
public sealed class ImageBuilder : IAsyncDisposable
{
    private readonly BuildEnvironment _environment;
    private readonly DiskReserve _disk;
    private readonly BuildSessionFactory _sessions;
    private readonly BootstrapTreeBuilder _bootstrapTrees;
    private readonly ManifestTreeBuilder _manifestTrees;
    private readonly TreeFinisher _finisher;
    private readonly ImagePacker _packer;
    private readonly ImagePublisher _publisher;
    private readonly UnchangedImages _unchangedImages;
    private readonly DiskImageWriter _diskImages;

    /// <summary>Creates a builder from its parts.</summary>
    public ImageBuilder(BuildEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var (store, timeProvider, logger) = (environment.ImageStore, environment.TimeProvider, environment.Logger);
        _disk = new DiskReserve(timeProvider);
        var sandboxes = new BuildSandboxes(
            environment.Sandboxes, _disk, environment.DeniedPorts, environment.Packages);
        var downloads = new PackageDownloads(environment.Packages);
        _environment = environment;
        _sessions = new BuildSessionFactory(
            environment.Streams,
            environment.Settings,
            environment.Secrets,
            environment.Workspaces,
            environment.FailureShell,
            timeProvider,
            logger,
            sandboxes.ReserveFirst);
        _bootstrapTrees = new BootstrapTreeBuilder(sandboxes, downloads);
        _manifestTrees = new ManifestTreeBuilder(
            new ManifestFetcher(environment.ManifestSourceOf, environment.ManifestCacheDirectory),
            new SourceImageFinder(store, timeProvider),
            new SourceImageUnpacker(store, environment.Trees, environment.Measurements),
            sandboxes,
            downloads);
        _finisher = new TreeFinisher(
            new ImageTestRunner(sandboxes), environment.Trees, new ScannerFactory(environment.Sandboxes, timeProvider));
        _packer = new ImagePacker(sandboxes, _finisher, store, environment.Measurements);
        _publisher = new ImagePublisher(timeProvider);
        _unchangedImages = new UnchangedImages(store, timeProvider, logger);
        _diskImages = new DiskImageWriter(sandboxes);
    }

    /// <summary>Builds an image and publishes it. Missing source images are built first, one inside the other.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Follows the build and those of its source images.</param>
    /// <param name="cancellationToken">Stops the build within 2 s and removes its workspace.</param>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="SourceImageNeededException">A source image is missing, and the request forbids building it.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public Task<BuildResult> BuildAsync(
        BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return BuildAsync(request, observer, BuildSourcesOf(request, observer), gate: null, cancellationToken);
    }

    /// <summary>Builds an image and publishes it. The caller builds missing source images.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Follows the build, but not those of its source images.</param>
    /// <param name="buildSource">
    /// Builds a missing source image and refuses cycles (see <see cref="SourceImageCycle"/>). If it throws an
    /// <see cref="ImaginatorException"/>, this build fails.
    /// </param>
    /// <param name="gate">Called before the image is added under its name; null if only the token cancels the build.</param>
    /// <param name="cancellationToken">Stops the build within 2 s and removes its workspace.</param>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="SourceImageNeededException">A source image is missing, and the request forbids building it.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public async Task<BuildResult> BuildAsync(
        BuildRequest request,
        IBuildObserver observer,
        SourceBuild buildSource,
        CommitGate? gate,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buildSource);
        var started = _environment.TimeProvider.GetTimestamp();

        // 1 and 2: the stream and the workspace. Disposing of the session removes the workspace in any case.
        await using var session = await _sessions.OpenAsync(request, observer, cancellationToken);
        try
        {
            BuildLogMessages.BuildStarted(_environment.Logger, session.Stream.Name);

            // 3: the tree, unless the inputs are those of the newest image.
            using var inputs = new InputTracker(_environment.Inputs, _environment.ImageStore, _environment.TimeProvider);
            var result = await BuildTreeAsync(session, inputs, buildSource, asPlainTree: false);
            if (result is TreeResult.Unchanged unchanged)
            {
                return await _unchangedImages.ExtendAsync(session, unchanged.ImageName, session.CancellationToken);
            }

            await using var tree = TreeOf(result);

            // 4: pack.
            await using var upload = await _environment.ImageStore.BeginUploadAsync(session.CancellationToken);
            var packed = await _packer.PackAsync(session, tree, upload, session.CancellationToken);

            // 5: publish, unless contents were lost on a full disk.
            _disk.CheckContents(session.Workspace, started);
            var published = await _publisher.PublishAsync(session, packed, upload, gate, session.CancellationToken);
            session.BeginRemoval();
            inputs.Remember(session, published.ImageName);
            LogResult(published, _environment.TimeProvider.GetElapsedTime(started));
            return published;
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            throw session.Fail(e);
        }
    }

    /// <summary>Builds the tree of an image and moves it to a directory instead of packing it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="targetDirectory">
    /// The absolute path of the tree. It must not exist and must be on the file system of the workspaces.
    /// </param>
    /// <param name="observer">Follows the build.</param>
    /// <param name="cancellationToken">Stops the build within 2 s and removes its workspace.</param>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public async Task BuildTreeAsync(
        BuildRequest request, string targetDirectory, IBuildObserver observer, CancellationToken cancellationToken)
    {
        // 1 and 2: the stream and the workspace.
        await using var session = await _sessions.OpenUnlimitedAsync(request, observer, cancellationToken);
        try
        {
            // 3 and 4: the tree, as an image would have it.
            await using var tree = await BuildPlainTreeAsync(session, observer);
            Directory.Move(session.Workspace.TreePath, targetDirectory);

            // The flushes of the build's tools were skipped: one flush at the end is faster.
            using var target = DirectoryHandle.OpenHost(targetDirectory);
            using var file = target.OpenAsFile();
            Flushing.SyncFileSystem(file);
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            throw session.Fail(e);
        }
    }

    /// <summary>Checks what a disk image requires: its file and size, and the tools of this machine. A build can take long.</summary>
    /// <param name="options">The file and the properties of the disk.</param>
    /// <exception cref="ImaginatorException">The disk image cannot be written; the message says why.</exception>
    public static void CheckDiskImage(DiskImageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        DiskImageWriter.Check(options);
    }

    /// <summary>Builds the tree of an image and writes it to the image of a disk instead of packing it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The file and the properties of the disk.</param>
    /// <param name="observer">Follows the build.</param>
    /// <param name="cancellationToken">Stops the build within 2 s and removes its workspace.</param>
    /// <exception cref="ImaginatorException">The disk image cannot be written: see <see cref="CheckDiskImage"/>.</exception>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public async Task<DiskImage> BuildDiskImageAsync(
        BuildRequest request, DiskImageOptions options, IBuildObserver observer, CancellationToken cancellationToken)
    {
        CheckDiskImage(options);

        // 1 and 2: the stream and the workspace.
        await using var session = await _sessions.OpenUnlimitedAsync(request, observer, cancellationToken);
        try
        {
            // 3 and 4: the tree, as an image would have it.
            await using var tree = await BuildPlainTreeAsync(session, observer);
            return await session.Stages.RunAsync(
                BuildStage.DiskImage,
                () => _diskImages.WriteAsync(session, tree, options, session.CancellationToken),
                written => written.Describe());
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            throw session.Fail(e);
        }
    }

    /// <summary>Applies a manifest to an existing tree, in place.</summary>
    /// <param name="request">The request; only its stream and its variables are used.</param>
    /// <param name="manifestDirectory">The directory of the manifest.</param>
    /// <param name="rootDirectory">The root directory of the tree.</param>
    /// <param name="observer">Follows the stages.</param>
    /// <param name="cancellationToken">Stops within 2 s; the tree stays half-processed.</param>
    /// <exception cref="BuildFailedException">A stage failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">The processing was cancelled.</exception>
    public async Task ProcessManifestAsync(
        BuildRequest request,
        string manifestDirectory,
        string rootDirectory,
        IBuildObserver observer,
        CancellationToken cancellationToken)
    {
        await using var session = await _sessions.OpenUnlimitedAsync(request, observer, cancellationToken);
        try
        {
            await _manifestTrees.ApplyAsync(session, manifestDirectory, rootDirectory, session.CancellationToken);
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            throw session.Fail(e);
        }
    }

    /// <summary>Waits for background work: disks of ended builds that are released, source images that are flushed or removed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _environment.Workspaces.WhenIdleAsync();
        await _environment.Trees.DisposeAsync();
        if (_environment.Leftovers is { } leftovers)
        {
            await leftovers.DisposeAsync();
        }
    }

    private async Task<TreeResult> BuildTreeAsync(
        BuildSession session, InputTracker inputs, SourceBuild buildSource, bool asPlainTree) => session.Stream switch
        {
            BootstrapStream stream =>
                new TreeResult.Built(await _bootstrapTrees.BuildAsync(session, stream, session.CancellationToken)),
            ImageStream stream => await _manifestTrees
                .BuildAsync(session, stream, inputs, buildSource, asPlainTree, session.CancellationToken),
            _ => throw new InvalidOperationException($"unknown kind of stream: {session.Stream.GetType().Name}"),
        };

    private async Task<BuiltTree> BuildPlainTreeAsync(BuildSession session, IBuildObserver observer)
    {
        // Without records, no inputs are unchanged.
        using var inputs = new InputTracker(records: null, _environment.ImageStore, _environment.TimeProvider);
        var result = await BuildTreeAsync(
            session, inputs, BuildSourcesOf(session.Request, observer), asPlainTree: true);
        var tree = TreeOf(result);
        try
        {
            await using var finished = await _finisher.FinishAsync(session, tree, isScanned: false, session.CancellationToken);
            await _finisher.TestAsync(session, finished, session.CancellationToken);
            TreeFinisher.Seal(finished, session.CancellationToken);
            return tree;
        }
        catch
        {
            await tree.DisposeAsync();
            throw;
        }
    }

    private static BuiltTree TreeOf(TreeResult result) =>
        result is TreeResult.Built { Tree: var tree } ? tree : throw new UnreachableException();

    /// <summary>Builds the source images of a request here, one inside the other, without a queue.</summary>
    private SourceBuild BuildSourcesOf(BuildRequest request, IBuildObserver observer) =>
        BuildSourcesOf(request, new SourceImageChain([request.StreamName]), observer);

    private SourceBuild BuildSourcesOf(BuildRequest consumer, SourceImageChain waiting, IBuildObserver observer) =>
        async (source, cancellationToken) =>
        {
            var chain = waiting.Append(source.StreamName);
            var stream = await _environment.Streams.FindAsync(source.StreamName, cancellationToken)
                ?? throw new BuildFailedException(source.StreamName, null, BuildSessionFactory.UnknownStream);

            // The requestor is the user of this program, who has permission for all streams.
            var request = SourceBuildPolicy.Decide(consumer, source, stream, requestorMayBuild: true).Request;
            return await BuildAsync(request, observer, BuildSourcesOf(request, chain, observer), gate: null, cancellationToken);
        };

    private void LogResult(BuildResult result, TimeSpan elapsed)
    {
        BuildLogMessages.BuildFinished(_environment.Logger, result.ImageName, (long)elapsed.TotalMilliseconds);
        if (result.SameAs is { } previous)
        {
            BuildLogMessages.BuiltTheSame(_environment.Logger, result.ImageName, previous);
        }
    }
}
