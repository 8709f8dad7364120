using Imaginator.Protocol.Srpc;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Workers;

/// <summary>Asks every worker for a sign of life, time and again.</summary>
internal sealed class WorkerWatch(Workforce workforce, TimeProvider time) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks all once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AskAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(workforce.Workers.Select(worker => AskAsync(worker, cancellationToken)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await AskAllAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskAsync(Worker worker, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
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
            workforce.ReportWell(worker);
        }
        catch (SrpcException e)
        {
            workforce.ReportSilent(worker, e.Message);
        }
        catch (ObjectDisposedException) when (worker.IsRetired)
        {
            // It has been taken off the list meanwhile.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            workforce.ReportSilent(worker, $"no answer within {Patience.TotalSeconds:0} s");
        }
    }
}
