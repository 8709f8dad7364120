using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>Rereads the whole configuration on SIGHUP, and periodically while a file of a bootstrap stream cannot be fetched.</summary>
internal sealed class HangUpReload(LiveConfiguration configuration, TimeProvider timeProvider, ILogger<HangUpReload> logger)
    : BackgroundService
{
    /// <summary>The time between fetches of files that could not be fetched.</summary>
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    // Several pending signals cause one reading, after the last of them.
    private readonly Channel<PosixSignal> _signals = Channel.CreateBounded<PosixSignal>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private PosixSignalRegistration? _registration;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Registered before the daemon reports that it is ready.
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // The default action of the signal ends the process.
            context.Cancel = true;
            _signals.Writer.TryWrite(context.Signal);
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _registration?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await WaitAsync(stoppingToken) is { } isSignal)
        {
            if (isSignal)
            {
                WatchingLog.HangUp(logger);
            }

            await configuration.RereadAllAsync(stoppingToken);
        }
    }

    /// <summary>Waits for a signal; false if a file is to be fetched again, null at the end of the daemon.</summary>
    private async Task<bool?> WaitAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(
            configuration.Current.Main.HasFailedFetches ? RetryInterval : Timeout.InfiniteTimeSpan, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await _signals.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return stoppingToken.IsCancellationRequested ? null : false;
        }
    }
}
