using Imaginator.Logging;

namespace Imaginator.Manifests;

/// <summary>Fetches image manifests from URLs. Plugins of the kind manifest source register implementations.</summary>
/// <remarks>
/// Implementations are thread-safe: several builds can fetch at the same time, even from the same URL. Several processes can
/// load the plugin and share the cache directory; see <see cref="IsolationOf"/>.
/// </remarks>
public interface IManifestSource
{
    /// <summary>
    /// The URL schemes that the manifest source handles, in lower case, for example <c>https</c>. A URL of the form
    /// <c>user@host:path</c> has the scheme <c>ssh</c>.
    /// </summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>
    /// Determines the process in which Imaginator calls <see cref="FetchAsync"/> for a URL scheme. By default, a separate
    /// process: a fetch that crashes or exceeds the memory limit fails, and nothing else does.
    /// </summary>
    /// <param name="scheme">One of <see cref="Schemes"/>.</param>
    /// <returns>The process.</returns>
    FetchIsolation IsolationOf(string scheme) => FetchIsolation.Process;

    /// <summary>Fetches a manifest into a directory.</summary>
    /// <param name="request">The manifest and the target directory.</param>
    /// <param name="log">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the fetch. The target directory can then contain a part of the manifest.</param>
    /// <returns>The revision of the manifest.</returns>
    /// <exception cref="ManifestFetchException">The manifest cannot be fetched.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
    Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken);
}
