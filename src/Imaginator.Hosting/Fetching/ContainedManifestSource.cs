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
    private readonly IFetchWatch? _watch;

    public ContainedManifestSource(
        string scheme,
        IManifestSource source,
        FetcherPool pool,
        FetcherSetup setup,
        ILogger<ContainedManifestSource> logger,
        IFetchWatch? watch = null)
    {
        _scheme = scheme;
        _source = source;
        _pool = pool;
        _isolation = source.IsolationOf(scheme);
        _watch = watch;
        _key = new FetcherKey(setup, FetchIsolation.Process, watch);
        _unprivileged = _isolation == FetchIsolation.UnprivilegedProcess
            ? UnprivilegedFetch.TryCreate(pool, _key, logger)
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

        return FetchInFetcherAsync(request, log, cancellationToken);
    }

    private async Task<ManifestRevision> FetchInFetcherAsync(
        ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        const string Call = $"{nameof(IManifestSource)}.{nameof(FetchAsync)}";
        _watch?.Admit(Call);
        using var deadline = _watch?.StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline?.Token ?? CancellationToken.None);
        try
        {
            return _unprivileged?.TryPrepare(request) is { } directory
                ? await _unprivileged.FetchAsync(_scheme, request, directory, log, either.Token)
                : await _pool.FetchAsync(_key, FetcherRequest.Of(_scheme, request), log, either.Token);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            // Not with the token of the deadline, which the caller does not know.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e) when (deadline?.IsCancellationRequested is true)
        {
            throw _watch!.ExplainLate(Call, e);
        }
        catch (ManifestFetchException e)
            when (e.Reason == ManifestFetchError.Interrupted && _watch?.Explain(Call, e) is { } explained)
        {
            // The process cannot say any more which plugin it had.
            throw explained;
        }
    }
}
