using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Channels;
using Imaginator.Plugins.GitSource.Channels.Daemon;
using Imaginator.Plugins.GitSource.Channels.Http;
using Imaginator.Plugins.GitSource.Channels.Inspection;
using Imaginator.Plugins.GitSource.Channels.Shallow;
using Imaginator.Plugins.GitSource.Channels.Ssh;
using Imaginator.Plugins.GitSource.Settings;
using Imaginator.Plugins.GitSource.Transports;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>A repository on a server. All calls block. Not thread-safe.</summary>
internal sealed class RemoteRepository : IDisposable
{
    /// <summary>The name of the remote with the <see cref="TransportUrl"/> in mirrors: libgit2 fetches by name only.</summary>
    public const string NameInMirrors = "origin";

    private readonly GitAddress _address;
    private readonly SecretScrubber _scrubber;
    private readonly CancellationToken _cancellationToken;
    private readonly FetchLimits _limits;
    private readonly IChannelSource? _channels;
    private readonly TransportSession _session;

    public RemoteRepository(
        GitAddress address,
        SecretScrubber scrubber,
        GitSourceSettings settings,
        SilenceTimeout silence,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        _address = address;
        _scrubber = scrubber;
        _limits = new FetchLimits(address, settings);
        _cancellationToken = cancellationToken;
        (TransportUrl, _channels) = address.Scheme switch
        {
            GitScheme.Https or GitScheme.Http => (TransportRegistration.RpcUrl,
                (IChannelSource)new HttpChannelSource(address, scrubber, settings, timeProvider, cancellationToken)),
            GitScheme.Ssh => (TransportRegistration.DuplexUrl, new SshChannelSource(address, settings, cancellationToken)),
            GitScheme.Git => (TransportRegistration.DuplexUrl, new DaemonChannelSource(address, cancellationToken)),
            _ => ("file://" + string.Join('/', address.Path.Split('/').Select(Uri.EscapeDataString)), null),
        };
        _session = new TransportSession(
            _channels, _limits, silence, address.DisplayUrl, settings.MaximumFetchBytes, cancellationToken);
    }

    /// <summary>The URL that libgit2 uses: constant for a repository, without credentials.</summary>
    public string TransportUrl { get; }

    /// <summary>True if single commits can be fetched. libgit2 fetches repositories on this machine only with their history.</summary>
    public bool CanBeShallow => _channels is not null;

    /// <summary>Lists all references. <c>refs/tags/NAME^{}</c> is the commit of an annotated tag.</summary>
    public IReadOnlyList<RemoteReference> ListReferences()
    {
        try
        {
            return _session.Run(() => Repository.ListRemoteReferences(TransportUrl)
                .Select((reference, index) => new RemoteReference(
                    // Repositories on this machine have no channel that counts.
                    Counted(index, reference.CanonicalName),
                    reference.ResolveToDirectReference().TargetIdentifier,
                    (reference as SymbolicReference)?.TargetIdentifier
                        ?? (reference.CanonicalName == RemoteReference.Head ? _session.Advertisement.HeadTarget : null)))
                .ToArray());
        }
        catch (LibGit2SharpException exception)
        {
            throw Explain(exception);
        }
        catch (InvalidOperationException exception)
        {
            // LibGit2Sharp requires the target of HEAD among the references, which only channels can remove.
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"cannot fetch {_address}: its HEAD points to a branch that the server does not list", exception);
        }
    }

    /// <summary>
    /// Fetches missing objects into a local repository: <paramref name="depth"/> commits of the history of each reference, or
    /// all if it is null or <see cref="CanBeShallow"/> is false. Fails with <see cref="LibGit2SharpException"/> if the local
    /// repository or the answer of the server is damaged.
    /// </summary>
    public FetchSize Fetch(Repository repository, IReadOnlyCollection<string> referenceSpecifications, int? depth)
    {
        var size = new FetchSize(0, 0);
        var options = new FetchOptions
        {
            TagFetchMode = TagFetchMode.None,
            OnProgress = _ => !_cancellationToken.IsCancellationRequested,
            OnTransferProgress = progress =>
            {
                size = new FetchSize(progress.ReceivedObjects, progress.ReceivedBytes);
                return _session.Continue(progress);
            },
        };

        // A server with an incomplete history must say where that ends, even if all of it is requested.
        var requested = depth ?? (_session.Advertisement.IsShallow ? ShallowBoundary.InfiniteDepth : (int?)null);
        _session.Boundary = CanBeShallow && requested is { } commits
            ? ShallowBoundary.Read(repository.Info.Path, commits)
            : null;
        _session.Run(() =>
        {
            repository.Network.Fetch(NameInMirrors, referenceSpecifications, options);
            return 0;
        });
        _session.Boundary?.Write();
        return size;
    }

    /// <summary>Converts an exception of libgit2 to one for people, without secrets.</summary>
    public ManifestFetchException Explain(LibGit2SharpException exception)
    {
        var message = _scrubber.Scrub(exception.Message).TrimEnd('.');

        // The rule and the remedy of git itself.
        return message.Contains("not owned by", StringComparison.Ordinal)
            ? new ManifestFetchException(ManifestFetchError.AccessDenied,
                $"cannot fetch {_address}: the repository belongs to another user of this machine; change its owner to root, or "
                + "permit it with: git config --system --add safe.directory PATH", exception)
            : new ManifestFetchException(ManifestFetchError.Unreachable,
                $"cannot fetch {_address}: {message}", exception);
    }

    public void Dispose() => _channels?.Dispose();

    private string Counted(int index, string name)
    {
        _limits.CheckReferences(index, bytes: 0);
        return name;
    }
}
