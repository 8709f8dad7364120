using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Whether the image store answers. It is queried every 10 s at most, regardless of the number of requests.</summary>
internal sealed class StoreHealth : IHealthCheck, IDisposable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(10);

    // Changes nothing and has a short answer.
    private static readonly ImageQuery Query = new() { StreamName = "imaginator-health" };

    private readonly IImageStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _turn = new(1);
    private HealthCheckResult _result;
    private long _queriedAt;
    private bool _wasQueried;

    public StoreHealth(IImageStore store, TimeProvider timeProvider)
    {
        _store = store;
        _timeProvider = timeProvider;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_wasQueried || _timeProvider.GetElapsedTime(_queriedAt) > MaximumAge)
            {
                _result = await QueryAsync(cancellationToken);
                _queriedAt = _timeProvider.GetTimestamp();
                _wasQueried = true;
            }

            return _result;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<HealthCheckResult> QueryAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(QueryTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _store.FindLatestImageAsync(Query, either.Token);
            return _store is IStoreStatistics store && await store.FindWarningAsync(either.Token) is { } warning
                ? HealthCheckResult.Degraded(warning)
                : HealthCheckResult.Healthy("the store answers");
        }
        catch (ImaginatorException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A store that is tried again tells why.
            var cause = e.InnerException is ImaginatorException failure ? $": {failure.Message}" : "";
            return HealthCheckResult.Unhealthy($"no answer within {QueryTimeout.TotalSeconds} s{cause}");
        }
    }
}
