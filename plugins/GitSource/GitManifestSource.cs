using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Logging;
using Imaginator.Plugins.GitSource.Mirrors;
using Imaginator.Plugins.GitSource.Remotes;
using Imaginator.Plugins.GitSource.Revisions;
using Imaginator.Plugins.GitSource.Trees;
using Imaginator.Quantities;
using LibGit2Sharp;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource;

/// <summary>Fetches manifests from git repositories.</summary>
/// <remarks>
/// The way of a fetch:
/// <list type="number">
/// <item>Take the URL apart; credentials go to our transports and nowhere else, libgit2 never sees them.</item>
/// <item>Ask the server which branches and tags it has. Wrong credentials end here, whatever was fetched before.</item>
/// <item>Find what the request means among them.</item>
/// <item>Lock the mirror of the URL.</item>
/// <item>Bring the commit into the mirror, unless it is there already.</item>
/// <item>Write the manifest directory from the mirror. A mirror that proves damaged is made anew, once.</item>
/// </list>
/// A cancelled fetch ends at once, except where libgit2 itself waits for a disk (file URLs on a dead network file
/// system): then the call returns all the same after a second, and its thread ends when the disk answers, without
/// touching the target directory.
/// </remarks>
internal sealed class GitManifestSource(GitSourceSettings settings, TimeProvider timeProvider, ILogger<GitManifestSource> logger)
    : IManifestSource
{
    private static readonly TimeSpan GraceToStop = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Schemes { get; } = ["https", "http", "ssh", "git", "file"];

    /// <inheritdoc/>
    public async Task<ManifestRevision> FetchAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.FetchTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await StopWaiting(FetchCoreAsync(request, log, either.Token), either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ManifestFetchException(ManifestFetchError.TooLarge,
                $"Fetching {request.DisplayUrl} was stopped after {settings.FetchTimeout:g} without an end. Set the GitSource "
                + "plugin's fetchTimeout higher if the server is that slow.", exception);
        }
    }

    private async Task<ManifestRevision> FetchCoreAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        // 1.
        var address = GitAddressParser.Parse(request.Url, request.DisplayUrl);
        var scrubber = new SecretScrubber(request.Url, address);
        using var remote = new RemoteRepository(address, scrubber, settings, cancellationToken);

        // 2. and 3.
        var references = await RunOnOwnThread(remote.ListReferences);
        var wanted = RevisionChooser.Choose(request.GitBranch, references, address.DisplayUrl);
        log.WriteLine($"Fetching {address}, {wanted.Name}");

        // 4.
        using var place = MirrorPlace.For(address, request.CacheDirectory);
        using var mirrorLock = await MirrorLock.AcquireAsync(
            place.LockFile,
            () => log.WriteLine("Waiting for another fetch of the same repository"),
            timeProvider,
            cancellationToken);

        // 5. and 6.
        return await RunOnOwnThread(() => Deliver(
            new Delivery(request, address, wanted, remote, log), place.MirrorDirectory, cancellationToken));
    }

    private ManifestRevision Deliver(Delivery delivery, string mirrorDirectory, CancellationToken cancellationToken)
    {
        for (var anew = false; ; anew = true)
        {
            using var mirror = Mirror.Open(mirrorDirectory, delivery.Remote.TransportUrl, anew);
            try
            {
                return Deliver(delivery, mirror, cancellationToken);
            }
            catch (LibGit2SharpException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var explained = delivery.Remote.Explain(exception);
                if (mirror.IsNew)
                {
                    throw explained;
                }

                logger.MirrorDamaged(mirrorDirectory, explained.Message);
                delivery.Log.WriteLine("The local mirror is damaged: fetching anew");
                using var target = DirectoryHandle.OpenHost(delivery.Request.TargetDirectory);
                TreeWriter.Empty(target);
            }
        }
    }

    private ManifestRevision Deliver(Delivery delivery, Mirror mirror, CancellationToken cancellationToken)
    {
        var (request, address, wanted, remote, log) = delivery;
        var commit = new MirrorUpdate(remote, address.DisplayUrl, size =>
                log.WriteLine($"Received {size.Objects} objects, {ByteSize.Describe(size.Bytes)}"))
            .Bring(mirror, wanted);
        var tree = ManifestDirectory.Find(commit, request.Directory, address.DisplayUrl, wanted.Name);
        using var target = DirectoryHandle.OpenHost(request.TargetDirectory);
        var size = new TreeWriter(mirror.Repository, settings.MaximumManifestBytes, address.DisplayUrl, cancellationToken)
            .Write(tree, FileSelection.Of(request.OnlyFiles), request.Directory.Trim('/'), target);
        log.WriteLine($"Checked out /{request.Directory.Trim('/')} of commit {commit.Sha}: "
            + $"{size.Entries} entries, {ByteSize.Describe(size.Bytes)}");
        return new ManifestRevision(wanted.Branch, commit.Sha);
    }

    // Mostly the work ends by itself right after the cancellation; then nothing of it goes on when the caller continues.
    private async Task<T> StopWaiting<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(GraceToStop, timeProvider, CancellationToken.None));
            throw;
        }
    }

    // libgit2 blocks; and its calls are told apart by their thread.
    private static Task<T> RunOnOwnThread<T>(Func<T> work) => Task.Factory.StartNew(
        work,
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private sealed record Delivery(
        ManifestRequest Request, GitAddress Address, WantedRevision Wanted, RemoteRepository Remote, IBuildLog Log);
}
