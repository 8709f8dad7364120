using Imaginator.ImageStores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Whether the image server answers. Asked at most every few seconds, however many ask this.</summary>
internal sealed class StoreHealth : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(10);

    // A question that changes nothing and has a short answer.
    private static readonly ImageQuery Question = new() { StreamName = "imaginator-health" };

    private readonly IImageStore _server;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private HealthCheckResult _result;
    private long _askedAt;
    private bool _wasAsked;

    /// <summary>Creates the check.</summary>
    /// <param name="server">The image server.</param>
    /// <param name="time">The clock.</param>
    public StoreHealth(IImageStore server, TimeProvider time)
    {
        _server = server;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_wasAsked || _time.GetElapsedTime(_askedAt) > FreshFor)
            {
                _result = await AskAsync(cancellationToken);
                _askedAt = _time.GetTimestamp();
                _wasAsked = true;
            }

            return _result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _server.FindLatestImageAsync(Question, either.Token);
            return HealthCheckResult.Healthy("answers");
        }
        catch (ImaginatorException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"does not answer within {Patience.TotalSeconds} s");
        }
    }
}
