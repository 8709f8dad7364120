using Imaginator.Protocol.Srpc;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Workers;

/// <summary>Pings all workers periodically and reports the results to the pool.</summary>
internal sealed class WorkerHealthChecks(WorkerPool pool, TimeProvider timeProvider) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The maximum duration of a ping.</summary>
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Pings all workers once.</summary>
    public Task CheckAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(pool.Workers.Select(worker => CheckAsync(worker, cancellationToken)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            await CheckAllAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(Worker worker, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PingTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await worker.Client.UseAsync(
                async connection =>
                {
                    await connection.PingAsync(either.Token);
                    return true;
                },
                isRepeatable: true,
                either.Token);
            pool.ReportHealthy(worker);
        }
        catch (SrpcException e)
        {
            pool.ReportUnresponsive(worker, e.Message);
        }
        catch (ObjectDisposedException) when (worker.IsRetired)
        {
            // The list no longer has the worker.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            pool.ReportUnresponsive(worker, $"no answer within {PingTimeout.TotalSeconds:0} s");
        }
    }
}
