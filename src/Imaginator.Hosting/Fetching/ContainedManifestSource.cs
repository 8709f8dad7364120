using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>A manifest source of a plugin for one URL scheme. Its fetches run in fetchers unless the plugin says otherwise.</summary>
internal sealed class ContainedManifestSource : IManifestSource
{
    private readonly string _scheme;
    private readonly IManifestSource _source;
    private readonly FetcherPool _pool;
    private readonly FetchIsolation _isolation;
    private readonly FetcherKey _key;
    private readonly UnprivilegedFetch? _unprivileged;

    public ContainedManifestSource(
        string scheme, IManifestSource source, FetcherPool pool, FetcherSetup setup, ILogger<ContainedManifestSource> logger)
    {
        _scheme = scheme;
        _source = source;
        _pool = pool;
        _isolation = source.IsolationOf(scheme);
        _key = new FetcherKey(setup, FetchIsolation.Process);
        _unprivileged = _isolation == FetchIsolation.UnprivilegedProcess
            ? UnprivilegedFetch.TryCreate(pool, setup, logger)
            : null;
    }

    public IReadOnlyCollection<string> Schemes => [_scheme];

    public FetchIsolation IsolationOf(string scheme) => _isolation;

    public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(log);
        if (_isolation == FetchIsolation.None)
        {
            return _source.FetchAsync(request, log, cancellationToken);
        }

        return _unprivileged?.TryPrepare(request) is { } directory
            ? _unprivileged.FetchAsync(_scheme, request, directory, log, cancellationToken)
            : _pool.FetchAsync(_key, FetcherRequest.Of(_scheme, request), log, cancellationToken);
    }
}
