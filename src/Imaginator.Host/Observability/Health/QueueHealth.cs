using Imaginator.Host.Queue;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the queue answers: if not, something holds its lock, and nothing is built any more until the daemon is started anew.
/// </summary>
/// <param name="queue">The queue.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueHealth(IBuildQueue queue, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var current = await Task.Run(() => queue.Current, cancellationToken)
                .WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy($"{current.Running.Length} running, {current.Queued.Length} waiting");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"does not answer within {Patience.TotalSeconds} s");
        }
    }
}
