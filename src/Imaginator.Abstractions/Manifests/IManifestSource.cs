using Imaginator.Logging;

namespace Imaginator.Manifests;

/// <summary>Fetches image manifests from URLs. Plugins of the kind manifest source register implementations.</summary>
/// <remarks>Implementations are thread-safe: several builds can fetch at the same time, even from the same URL.</remarks>
public interface IManifestSource
{
    /// <summary>
    /// The URL schemes that the manifest source handles, in lower case, for example <c>https</c>. A URL of the form
    /// <c>user@host:path</c> has the scheme <c>ssh</c>.
    /// </summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>Fetches a manifest into a directory.</summary>
    /// <param name="request">The manifest and the target directory.</param>
    /// <param name="log">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the fetch. The target directory can then contain a part of the manifest.</param>
    /// <returns>The revision of the manifest.</returns>
    /// <exception cref="ManifestFetchException">The manifest cannot be fetched.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
    Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken);
}
