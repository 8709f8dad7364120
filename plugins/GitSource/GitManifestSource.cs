using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Logging;
using Imaginator.Plugins.GitSource.Mirrors;
using Imaginator.Plugins.GitSource.Remotes;
using Imaginator.Plugins.GitSource.Revisions;
using Imaginator.Plugins.GitSource.Settings;
using Imaginator.Plugins.GitSource.Transports;
using Imaginator.Plugins.GitSource.Trees;
using Imaginator.Quantities;
using LibGit2Sharp;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource;

/// <summary>Fetches manifests from git repositories.</summary>
/// <remarks>
/// The steps of a fetch:
/// <list type="number">
/// <item>Parse the URL. Only the transports of this plugin receive the credentials; libgit2 never sees them.</item>
/// <item>List the references of the server. Wrong credentials fail here, even if a mirror exists.</item>
/// <item>Resolve the requested revision.</item>
/// <item>Lock the mirror of the URL.</item>
/// <item>Fetch the commit into the mirror unless the mirror has it.</item>
/// <item>Write the manifest directory from the mirror. A damaged mirror is recreated, once.</item>
/// </list>
/// If the connection is lost, the steps from 2 on are repeated, up to <see cref="MaximumAttempts"/> times in total.
/// A cancelled fetch ends immediately unless libgit2 waits for a disk (file URLs on an unreachable network file system).
/// In that case the call returns after 1 s, and its thread ends when the disk answers, without changing the target
/// directory.
/// </remarks>
internal sealed class GitManifestSource(GitSourceSettings settings, TimeProvider timeProvider, ILogger<GitManifestSource> logger)
    : IManifestSource
{
    private const int MaximumAttempts = 3;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    public IReadOnlyCollection<string> Schemes { get; } = ["https", "http", "ssh", "git", "file"];

    // ssh requires the keys of this machine's user, and local repositories and a CA file can be closed to other users.
    public FetchIsolation IsolationOf(string scheme) =>
        scheme is "http" or "https" or "git" && settings.CaFile is null
            ? FetchIsolation.UnprivilegedProcess
            : FetchIsolation.Process;

    public async Task<ManifestRevision> FetchAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.FetchTimeout, timeProvider);
        var silence = new SilenceTimeout(settings.SilenceTimeout, timeProvider);
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, silence.Token);
        var (stop, silent) = (either.Token, silence.Token);
        var fetch = FetchCoreAsync(request, log, silence, stop);

        // A fetch can outlive this call, see the remarks.
        _ = fetch.ContinueWith(
            _ =>
            {
                either.Dispose();
                silence.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            return await StopWaitingAsync(fetch, stop);
        }
        catch (OperationCanceledException exception)
            when (silent.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"cannot fetch {request.DisplayUrl}: the server sent nothing for {GoDuration.Format(settings.SilenceTimeout)}; check the "
                + "server, or increase silenceTimeout in the settings of plugin GitSource", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"cannot fetch {request.DisplayUrl}: the fetch did not end within {GoDuration.Format(settings.FetchTimeout)}; if the "
                + "server is slow, increase fetchTimeout in the settings of plugin GitSource", exception);
        }
    }

    private async Task<ManifestRevision> FetchCoreAsync(
        ManifestRequest request, IBuildLog log, SilenceTimeout silence, CancellationToken cancellationToken)
    {
        // 1.
        var address = GitAddressParser.Parse(request.Url, request.DisplayUrl);
        var scrubber = new SecretScrubber(request.Url, address);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var remote = new RemoteRepository(address, scrubber, settings, silence, timeProvider, cancellationToken);
                return await FetchOnceAsync(request, address, remote, log, cancellationToken);
            }
            catch (ManifestFetchException exception) when (attempt < MaximumAttempts && LostConnection.IsCauseOf(exception))
            {
                log.WriteLine($"{exception.Message}; trying again");
                await Task.Delay(RetryDelay * Math.Pow(4, attempt - 1), timeProvider, cancellationToken);
            }
        }
    }

    private async Task<ManifestRevision> FetchOnceAsync(
        ManifestRequest request, GitAddress address, RemoteRepository remote, IBuildLog log, CancellationToken cancellationToken)
    {
        // 2. and 3.
        var references = await RunOnOwnThreadAsync(remote.ListReferences);
        var revision = RevisionResolver.Resolve(request.GitBranch, references, address.DisplayUrl);
        log.WriteLine($"Fetching {address}, {revision.Name}{(string.IsNullOrEmpty(request.GitBranch) ? " (the default branch)" : "")}");
        if (RevisionResolver.FindOtherMaster(request.GitBranch, revision, references, address.DisplayUrl) is { } warning)
        {
            log.WriteLine(warning);
        }

        // 4.
        using var location = UseCache(address, () => MirrorLocation.For(address, request.CacheDirectory));
        using var mirrorLock = await UseCacheAsync(address, () => MirrorLock.AcquireAsync(
            location.LockFile,
            () => log.WriteLine("Waiting for another fetch of the same repository"),
            timeProvider,
            cancellationToken));

        // 5. and 6.
        return await RunOnOwnThreadAsync(() => WriteManifest(
            new Fetch(request, address, references, revision, remote, log), location.MirrorDirectory, cancellationToken));
    }

    private ManifestRevision WriteManifest(Fetch fetch, string mirrorDirectory, CancellationToken cancellationToken)
    {
        for (var recreate = false; ; recreate = true)
        {
            using var mirror = UseCache(
                fetch.Address, () => Mirror.Open(mirrorDirectory, fetch.Remote.TransportUrl, recreate));
            try
            {
                return WriteManifest(fetch, mirror, cancellationToken);
            }
            catch (LibGit2SharpException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var explained = fetch.Remote.Explain(exception);
                if (mirror.IsNew)
                {
                    throw explained;
                }

                logger.MirrorDamaged(mirrorDirectory, explained);
                fetch.Log.WriteLine("The local mirror is damaged; fetching the repository again");
                using var target = DirectoryHandle.OpenHost(fetch.Request.TargetDirectory);
                TreeWriter.Empty(target);
            }
        }
    }

    private ManifestRevision WriteManifest(Fetch fetch, Mirror mirror, CancellationToken cancellationToken)
    {
        var (request, address, references, revision, remote, log) = fetch;
        var commit = new MirrorUpdate(remote, references, address.DisplayUrl, size =>
                log.WriteLine($"Received {size.Objects} objects, {ByteSize.Describe(size.Bytes)}"))
            .FetchCommit(mirror, revision);
        var paths = new CommitPaths(mirror.Repository, commit.Tree);
        var (tree, path) = ManifestDirectory.Find(paths, request.Directory, address.DisplayUrl, revision.Name);
        using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
        var writer = new TreeWriter(
            mirror.Repository, settings.MaximumManifestBytes, address.DisplayUrl, cancellationToken);
        var size = request.OnlyFiles.IsEmpty
            ? writer.Write(commit.Tree, tree, path, target)
            : writer.WriteOnly(paths, path, request.OnlyFiles, target);
        log.WriteLine($"Checked out /{FileName.ToDisplay(path)} of commit {commit.Sha}: "
            + $"{size.Entries} {(size.Entries == 1 ? "entry" : "entries")}, {ByteSize.Describe(size.Bytes)}");
        return new ManifestRevision(revision.Branch, commit.Sha);
    }

    private static T UseCache<T>(GitAddress address, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheFailure(address, exception);
        }
    }

    private static async Task<T> UseCacheAsync<T>(GitAddress address, Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CacheFailure(address, exception);
        }
    }

    // The message of the exception has the path.
    private static ManifestFetchException CacheFailure(GitAddress address, Exception exception) =>
        new(ManifestFetchError.Unreachable,
            $"cannot use the local mirror of {address}: {exception.Clause()}; remove the file with this path, or check the permissions and "
            + "the free space of its directory",
            exception);

    // Work usually ends right after the cancellation. The short wait makes sure that it does not overlap with the caller.
    private async Task<T> StopWaitingAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(StopTimeout, timeProvider, CancellationToken.None));
            throw;
        }
    }

    // libgit2 blocks, and TransportSession identifies its calls by their thread.
    private static Task<T> RunOnOwnThreadAsync<T>(Func<T> work) => Task.Factory.StartNew(
        work,
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private sealed record Fetch(
        ManifestRequest Request,
        GitAddress Address,
        IReadOnlyList<RemoteReference> References,
        ResolvedRevision Revision,
        RemoteRepository Remote,
        IBuildLog Log);
}
