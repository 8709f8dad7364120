using Imaginator.Host.Queue;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the queue answers. If not, its lock is stuck, and no build starts before a restart of the daemon.
/// </summary>
internal sealed class QueueHealth(IBuildQueue queue, TimeProvider timeProvider) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var current = await Task.Run(() => queue.Current, cancellationToken)
                .WaitAsync(Timeout, timeProvider, cancellationToken);
            return HealthCheckResult.Healthy($"{current.Running.Length} running, {current.Queued.Length} waiting");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"no answer within {Timeout.TotalSeconds} s");
        }
    }
}
