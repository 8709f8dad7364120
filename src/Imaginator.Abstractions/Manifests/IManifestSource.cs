using Imaginator.Logging;

namespace Imaginator.Manifests;

/// <summary>Fetches image manifests from the URLs of some schemes.</summary>
/// <remarks>Implementations are thread-safe: builds fetch at the same time, also from the same URL.</remarks>
public interface IManifestSource
{
    /// <summary>
    /// The URL schemes it is responsible for, in lower case, for instance <c>https</c>. A URL of the form
    /// <c>user@host:path</c> counts as <c>ssh</c>.
    /// </summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>Fetches a manifest into a directory.</summary>
    /// <param name="request">What to fetch, and where to.</param>
    /// <param name="log">Where progress is reported.</param>
    /// <param name="cancellationToken">Stops the fetch; the target directory is then left as it is.</param>
    /// <returns>Which revision was fetched.</returns>
    /// <exception cref="ManifestFetchException">The manifest cannot be had.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
    Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken);
}
