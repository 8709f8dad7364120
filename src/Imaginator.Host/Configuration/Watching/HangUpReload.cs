using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>Rereads the whole configuration on SIGHUP.</summary>
internal sealed class HangUpReload(LiveConfiguration configuration, ILogger<HangUpReload> logger) : BackgroundService
{
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
        await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
        {
            WatchingLog.HangUp(logger);
            await configuration.RereadAllAsync(stoppingToken);
        }
    }
}
