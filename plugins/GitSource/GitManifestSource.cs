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
/// A cancelled fetch ends immediately unless libgit2 waits for a disk (file URLs on an unreachable network file system).
/// In that case the call returns after 1 s, and its thread ends when the disk answers, without changing the target
/// directory.
/// </remarks>
internal sealed class GitManifestSource(GitSourceSettings settings, TimeProvider timeProvider, ILogger<GitManifestSource> logger)
    : IManifestSource
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

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
        using var remote = new RemoteRepository(address, scrubber, settings, silence, cancellationToken);

        // 2. and 3.
        var references = await RunOnOwnThreadAsync(remote.ListReferences);
        var revision = RevisionResolver.Resolve(request.GitBranch, references, address.DisplayUrl);
        log.WriteLine($"Fetching {address}, {revision.Name}");

        // 4.
        using var location = MirrorLocation.For(address, request.CacheDirectory);
        using var mirrorLock = await MirrorLock.AcquireAsync(
            location.LockFile,
            () => log.WriteLine("Waiting for another fetch of the same repository"),
            timeProvider,
            cancellationToken);

        // 5. and 6.
        return await RunOnOwnThreadAsync(() => WriteManifest(
            new Fetch(request, address, revision, remote, log), location.MirrorDirectory, cancellationToken));
    }

    private ManifestRevision WriteManifest(Fetch fetch, string mirrorDirectory, CancellationToken cancellationToken)
    {
        for (var recreate = false; ; recreate = true)
        {
            using var mirror = Mirror.Open(mirrorDirectory, fetch.Remote.TransportUrl, recreate);
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
        var (request, address, revision, remote, log) = fetch;
        var commit = new MirrorUpdate(remote, address.DisplayUrl, size =>
                log.WriteLine($"Received {size.Objects} objects, {ByteSize.Describe(size.Bytes)}"))
            .FetchCommit(mirror, revision);
        var tree = ManifestDirectory.Find(commit, request.Directory, address.DisplayUrl, revision.Name);
        using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
        var size = new TreeWriter(mirror.Repository, settings.MaximumManifestBytes, address.DisplayUrl, cancellationToken)
            .Write(tree, FileSelection.Of(request.OnlyFiles), request.Directory.Trim('/'), target);
        log.WriteLine($"Checked out /{request.Directory.Trim('/')} of commit {commit.Sha}: "
            + $"{size.Entries} {(size.Entries == 1 ? "entry" : "entries")}, {ByteSize.Describe(size.Bytes)}");
        return new ManifestRevision(revision.Branch, commit.Sha);
    }

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
        ManifestRequest Request, GitAddress Address, ResolvedRevision Revision, RemoteRepository Remote, IBuildLog Log);
}
