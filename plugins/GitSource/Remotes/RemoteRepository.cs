using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Addresses;
using Imaginator.Plugins.GitSource.Transports;
using Imaginator.Plugins.GitSource.Transports.Daemon;
using Imaginator.Plugins.GitSource.Transports.Http;
using Imaginator.Plugins.GitSource.Transports.Shallow;
using Imaginator.Plugins.GitSource.Transports.Ssh;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>The repository that a URL names. All calls block; one thread at a time.</summary>
internal sealed class RemoteRepository : IDisposable
{
    /// <summary>The name under which mirrors know the server's <see cref="TransportUrl"/>: libgit2 fetches by name only.</summary>
    public const string NameInMirrors = "origin";

    private readonly GitAddress _address;
    private readonly SecretScrubber _scrubber;
    private readonly CancellationToken _cancellationToken;
    private readonly IChannelSource? _channels;
    private readonly TransportSession _session;

    /// <summary>Prepares to talk to the server; nothing is sent yet.</summary>
    /// <param name="address">The URL, taken apart.</param>
    /// <param name="scrubber">Cleans messages of secrets.</param>
    /// <param name="settings">Limits, keys and authorities.</param>
    /// <param name="cancellationToken">Stops whatever waits.</param>
    /// <exception cref="ManifestFetchException">A file that the settings name cannot be read.</exception>
    public RemoteRepository(
        GitAddress address, SecretScrubber scrubber, GitSourceSettings settings, CancellationToken cancellationToken)
    {
        _address = address;
        _scrubber = scrubber;
        _cancellationToken = cancellationToken;
        (TransportUrl, _channels) = address.Scheme switch
        {
            GitScheme.Https or GitScheme.Http => (TransportRegistration.RpcUrl,
                (IChannelSource)new HttpChannelSource(address, settings.CaFile, cancellationToken)),
            GitScheme.Ssh => (TransportRegistration.DuplexUrl, new SshChannelSource(address, settings, cancellationToken)),
            GitScheme.Git => (TransportRegistration.DuplexUrl, new DaemonChannelSource(address, cancellationToken)),
            _ => ("file://" + string.Join('/', address.Path.Split('/').Select(Uri.EscapeDataString)), null),
        };
        _session = new TransportSession(_channels, address.DisplayUrl, settings.MaximumFetchBytes, cancellationToken);
    }

    /// <summary>The URL by which libgit2 finds the server; always the same for one repository, and without credentials.</summary>
    public string TransportUrl { get; }

    /// <summary>Whether single commits can be had; libgit2 reads repositories of this machine only as a whole.</summary>
    public bool CanBeShallow => _channels is not null;

    /// <summary>Asks which branches and tags there are.</summary>
    /// <returns>All references; the commit of an annotated tag is listed as <c>refs/tags/NAME^{}</c>.</returns>
    /// <exception cref="ManifestFetchException">The repository cannot be reached, or not be read.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
    public IReadOnlyList<RemoteReference> ListReferences()
    {
        try
        {
            return _session.Run(() => Repository.ListRemoteReferences(TransportUrl)
                .Select(reference => new RemoteReference(
                    reference.CanonicalName,
                    reference.ResolveToDirectReference().TargetIdentifier,
                    (reference as SymbolicReference)?.TargetIdentifier))
                .ToArray());
        }
        catch (LibGit2SharpException exception)
        {
            throw Explain(exception);
        }
        catch (InvalidOperationException exception)
        {
            // LibGit2Sharp looks up what HEAD stands for among the references, and relies on finding it.
            throw new ManifestFetchException(ManifestFetchError.Unreachable,
                $"{_address} cannot be fetched: its HEAD stands for a branch that it does not show.", exception);
        }
    }

    /// <summary>Receives what a local repository lacks.</summary>
    /// <param name="repository">The local repository.</param>
    /// <param name="referenceSpecifications">What to fetch and how to name it here.</param>
    /// <param name="depth">
    /// How many commits back from each, null for all; heeded only where <see cref="CanBeShallow"/>.
    /// </param>
    /// <returns>How much was received.</returns>
    /// <exception cref="ManifestFetchException">The server cannot be reached, refuses or sends too much.</exception>
    /// <exception cref="LibGit2SharpException">The local repository is damaged, or the server's answer is.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
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
        _session.Boundary = CanBeShallow && depth is { } commits ? ShallowBoundary.Read(repository.Info.Path, commits) : null;
        _session.Run(() =>
        {
            repository.Network.Fetch(NameInMirrors, referenceSpecifications, options);
            return 0;
        });
        _session.Boundary?.Write();
        return size;
    }

    /// <summary>Turns a message of libgit2 into one for people.</summary>
    /// <param name="exception">What libgit2 says.</param>
    /// <returns>The exception to throw.</returns>
    public ManifestFetchException Explain(LibGit2SharpException exception)
    {
        var message = _scrubber.Scrub(exception.Message).TrimEnd('.');

        // The same rule, and the same cure, as git's own.
        return message.Contains("not owned by", StringComparison.Ordinal)
            ? new ManifestFetchException(ManifestFetchError.AccessDenied,
                $"{_address} cannot be fetched: the repository belongs to another user of this machine. Let it belong to root, "
                + "or allow it with: git config --system --add safe.directory PATH", exception)
            : new ManifestFetchException(ManifestFetchError.Unreachable,
                $"{_address} cannot be fetched: {message}.", exception);
    }

    /// <inheritdoc/>
    public void Dispose() => _channels?.Dispose();
}
