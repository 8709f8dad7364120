using Imaginator.Building.DiskImages;
using Imaginator.Building.Inputs;
using Imaginator.Building.Logging;
using Imaginator.Building.Publishing;
using Imaginator.Building.Stages;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Building.Workspaces;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Builds;

/// <summary>Builds images. Thread-safe: builds run at the same time without seeing each other.</summary>
/// <remarks>
/// The way of a build, one room after another, none reaching back:
/// <code>
/// request
///   -> 1 stream       what the name means
///   -> 2 workspace    a directory and a log of its own
///   -> 3 tree         bootstrap command, or manifest applied to the source image    (BootstrapTree, ManifestTree)
///   -> 4 pack         packages, scan, computed files, mtimes, tests                 (ImagePacker)
///   -> 5 publish      objects, the log, then the image under its name               (ImagePublisher)
/// result
/// </code>
/// A source image that is missing is a build of its own, with a workspace and a log of its own; builds that need the
/// same one at the same time wait for one build of it.
/// </remarks>
public sealed class ImageBuilder : IAsyncDisposable
{
    private readonly BuildEnvironment _environment;
    private readonly SharedBuilds _sharedBuilds = new();
    private readonly DiskReserve _disk;

    /// <summary>Creates a builder.</summary>
    /// <param name="environment">What it builds with.</param>
    public ImageBuilder(BuildEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _disk = new DiskReserve(environment.Time);
    }

    /// <summary>Builds an image and publishes it.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="observer">Is told what happens.</param>
    /// <param name="cancellationToken">Stops the build within 2 s; nothing of it is left.</param>
    /// <returns>The image.</returns>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="SourceImageNeededException">
    /// A source image is needed first, and the request does not allow to build it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public Task<BuildResult> BuildAsync(
        BuildRequest request, IBuildObserver observer, CancellationToken cancellationToken) =>
        InTimeAsync(
            request, observer, deadline => BuildAsync(request, observer, null, Waiters.None, deadline), cancellationToken);

    /// <summary>Builds an image and publishes it; source images that it needs are built by somebody else.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="observer">Is told what happens in this build; not in those of source images.</param>
    /// <param name="buildSource">
    /// Builds a source image where one is missing; what it throws as <see cref="ImaginatorException"/> this build fails with.
    /// Finding cycles of more than one stream is its business.
    /// </param>
    /// <param name="cancellationToken">Stops the build within 2 s; nothing of it is left.</param>
    /// <returns>The image.</returns>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="SourceImageNeededException">
    /// A source image is needed first, and the request does not allow to build it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public Task<BuildResult> BuildAsync(
        BuildRequest request, IBuildObserver observer, SourceBuild buildSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buildSource);
        return InTimeAsync(
            request, observer, deadline => BuildAsync(request, observer, buildSource, Waiters.None, deadline), cancellationToken);
    }

    /// <summary>Builds the tree of an image and leaves it on this machine instead of packing it.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="targetDirectory">
    /// The absolute path that the tree gets; it must not exist, and be on the file system of the workspaces.
    /// </param>
    /// <param name="observer">Is told what happens.</param>
    /// <param name="cancellationToken">Stops the build within 2 s; nothing of it is left.</param>
    /// <returns>Completes when the tree is there.</returns>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public Task BuildTreeAsync(
        BuildRequest request, string targetDirectory, IBuildObserver observer, CancellationToken cancellationToken) =>
        InTimeAsync(
            request,
            observer,
            deadline => InSessionAsync(request, observer, Waiters.None, async session =>
            {
                await using var tree = await MakeTreeAsync(
                    session, SourceBuildOf(session, observer), asPlainTree: true, deadline.Token);
                Directory.Move(session.Workspace.TreePath, targetDirectory);

                // What the build's tools wanted flushed was not: all at once is faster.
                using var target = DirectoryHandle.OpenHost(targetDirectory);
                using var file = target.OpenAsFile();
                Flushing.SyncFileSystem(file);
                return true;
            }, deadline),
            cancellationToken);

    /// <summary>Builds the tree of an image and makes it the image of a disk instead of packing it.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="options">Where the disk image goes and what it is like.</param>
    /// <param name="observer">Is told what happens.</param>
    /// <param name="cancellationToken">Stops the build within 2 s; nothing of it is left.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="BuildFailedException">The build failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">The build was cancelled.</exception>
    public Task<DiskImage> BuildDiskImageAsync(
        BuildRequest request, DiskImageOptions options, IBuildObserver observer, CancellationToken cancellationToken) =>
        InTimeAsync(
            request,
            observer,
            deadline => InSessionAsync(request, observer, Waiters.None, async session =>
            {
                await using var tree = await MakeTreeAsync(
                    session, SourceBuildOf(session, observer), asPlainTree: true, deadline.Token);
                return await session.Stages.RunAsync(
                    BuildStage.DiskImage,
                    () => DiskImageStage.WriteAsync(session, tree, options, deadline.Token),
                    written => written.Describe());
            }, deadline),
            cancellationToken);

    /// <summary>Applies a manifest to a tree that is there already, in place.</summary>
    /// <param name="request">The stream's name and variables are used.</param>
    /// <param name="manifestDirectory">The manifest's directory.</param>
    /// <param name="rootDirectory">The tree.</param>
    /// <param name="observer">Is told what happens.</param>
    /// <param name="cancellationToken">Stops within 2 s; the tree stays half-processed.</param>
    /// <returns>Completes when the manifest has been applied.</returns>
    /// <exception cref="BuildFailedException">It failed; the message names stage and cause.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task ProcessManifestAsync(
        BuildRequest request,
        string manifestDirectory,
        string rootDirectory,
        IBuildObserver observer,
        CancellationToken cancellationToken) =>
        InTimeAsync(
            request,
            observer,
            deadline => InSessionAsync(request, observer, Waiters.None, async session =>
            {
                await ManifestTree
                    .ProcessAsync(session, manifestDirectory, rootDirectory, deadline.Token);
                return true;
            }, deadline),
            cancellationToken);

    /// <summary>Waits for what goes on after builds: source images that are brought to disk, or removed.</summary>
    /// <returns>Completes when nothing goes on any more.</returns>
    public ValueTask DisposeAsync() => _environment.Trees.DisposeAsync();

    private async Task<T> InTimeAsync<T>(
        BuildRequest request,
        IBuildObserver observer,
        Func<BuildDeadline, Task<T>> work,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(observer);
        using var deadline = new BuildDeadline(request.MaximumBuildDuration, _environment.Time, cancellationToken);
        try
        {
            return await work(deadline);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            // Before it had begun: from its first stage on, the build says so itself.
            throw new BuildFailedException(
                request.StreamName, null, $"timed out: the build took longer than {deadline.Limit}", e);
        }
    }

    private Task<BuildResult> BuildAsync(
        BuildRequest request,
        IBuildObserver observer,
        SourceBuild? buildSource,
        Waiters waiters,
        BuildDeadline deadline) =>
        InSessionAsync(request, observer, waiters, async session =>
        {
            var cancellationToken = deadline.Token;
            var started = _environment.Time.GetTimestamp();
            BuildLogMessages.BuildStarted(_environment.Logger, session.Stream.Name);
            try
            {
                // 3: the tree.
                await using var tree = await MakeTreeAsync(
                    session, buildSource ?? SourceBuildOf(session, observer), asPlainTree: false, cancellationToken);

                // 4 and 5: from the tree to an image with a name.
                await using var upload = await _environment.ImageStore
                    .BeginUploadAsync(cancellationToken);
                var packed = await ImagePacker.PackAsync(session, tree, upload, cancellationToken);
                var result = await ImagePublisher
                    .PublishAsync(session, packed, upload, cancellationToken);
                session.Inputs.Remember(session, result.ImageName);
                BuildLogMessages.BuildFinished(
                    _environment.Logger, result.ImageName, (long)_environment.Time.GetElapsedTime(started).TotalMilliseconds);
                if (result.SameAs is { } previous)
                {
                    BuildLogMessages.BuiltTheSame(_environment.Logger, result.ImageName, previous);
                }

                return result;
            }
            catch (InputsUnchangedException unchanged)
            {
                return await UnchangedImage.ExtendAsync(session, unchanged, cancellationToken);
            }
        }, deadline);

    private async Task<T> InSessionAsync<T>(
        BuildRequest request,
        IBuildObserver observer,
        Waiters waiters,
        Func<BuildSession, Task<T>> work,
        BuildDeadline deadline)
    {
        // 1: what does the name mean?
        var stream = await _environment.Streams.FindAsync(request.StreamName, deadline.Token)
            ?? throw new BuildFailedException(request.StreamName, null, "unknown stream: the configuration does not have it");

        // 2: a place of its own. Whatever happens from here on, the workspace goes, with everything in it.
        var workspace = _environment.Workspaces.Create();
        try
        {
            return await InWorkspaceAsync(request, observer, waiters, stream, workspace, work, deadline);
        }
        finally
        {
            Remove(workspace);
        }
    }

    private async Task<T> InWorkspaceAsync<T>(
        BuildRequest request,
        IBuildObserver observer,
        Waiters waiters,
        StreamDefinition stream,
        Workspace workspace,
        Func<BuildSession, Task<T>> work,
        BuildDeadline deadline)
    {
        var secrets = _environment.Secrets();
        var masker = new SecretMasker(secrets.Values);
        using var inputs = new InputTracker(_environment.Inputs);
        using var log = new BuildLog(workspace.LogPath, stream.Name, masker, observer);
        var session = new BuildSession
        {
            Environment = _environment,
            Request = request,
            Settings = _environment.Settings(),
            Stream = stream,
            Variables = VariableScope.ForStream(stream, request.Variables),
            UrlVariables = VariableScope.ForStream(stream, request.Variables, secrets),
            Workspace = workspace,
            Disk = _disk,
            Log = log,
            Stages = new StageRunner(stream.Name, observer, log, masker, _environment.Time, _environment.Logger),
            Inputs = inputs,
            PointOfFailure = new PointOfFailure(_environment.FailureShell),
            Ancestors = waiters.Streams,
            Shared = waiters.Shared,
        };
        try
        {
            return await work(session);
        }
        catch (Exception e) when (e is OperationCanceledException ? deadline.HasPassed : e is not SourceImageNeededException)
        {
            var failure = e as BuildFailedException ?? (e is OperationCanceledException
                ? session.Stages.TimedOut(deadline.Limit, e)
                : new BuildFailedException(stream.Name, null, session.Stages.Explain(e), e));

            // The last line of the log says it all, for whoever reads only the log.
            log.Fail($"FAILED: {failure.Message}");
            BuildLogMessages.BuildFailed(_environment.Logger, failure.Message);
            throw failure;
        }
        finally
        {
            TrimCache(session, deadline.Token);
        }
    }

    /// <summary>What cannot be removed now, the next start tries to remove again: no reason to call the build a failure.</summary>
    private void Remove(Workspace workspace)
    {
        try
        {
            workspace.Dispose();
        }
        catch (Exception e) when (e is IOException or ImaginatorException)
        {
            BuildLogMessages.WorkspaceNotRemoved(_environment.Logger, workspace.Path, e.Message);
        }
    }

    /// <summary>What a build has left in its cache is no reason to call the build a failure.</summary>
    private void TrimCache(BuildSession session, CancellationToken cancellationToken)
    {
        if (session.Settings.Cache is not { } cache || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            BuildCache.Trim(cache, session.Stream.Name, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ImaginatorException or OperationCanceledException)
        {
            BuildLogMessages.CacheNotTrimmed(_environment.Logger, session.Stream.Name, e.Message);
        }
    }

    private static Task<BuiltTree> MakeTreeAsync(
        BuildSession session, SourceBuild buildSource, bool asPlainTree, CancellationToken cancellationToken) =>
        session.Stream switch
        {
            BootstrapStream bootstrap => BootstrapTree.MakeAsync(session, bootstrap, cancellationToken),
            ImageStream image => ManifestTree.MakeAsync(session, image, buildSource, asPlainTree, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown kind of stream: {session.Stream.GetType().Name}."),
        };

    /// <summary>How a build has its source image built: once, however many builds wait for it.</summary>
    private SourceBuild SourceBuildOf(BuildSession session, IBuildObserver observer) =>
        (request, cancellationToken) => _sharedBuilds.RunAsync(
            request,
            session.Shared,
            async (shared, token) =>
            {
                // Those who wait for it have their own deadlines, and cancel it when the last has gone.
                using var deadline = new BuildDeadline(Timeout.InfiniteTimeSpan, _environment.Time, token);
                return await BuildAsync(
                    request, observer, null, new Waiters([.. session.Ancestors, session.Stream.Name], shared), deadline);
            },
            cancellationToken);
}
