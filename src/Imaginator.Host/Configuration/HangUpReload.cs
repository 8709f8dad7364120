using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>Has the whole configuration read again when the process gets SIGHUP.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="logger">Where that is said.</param>
internal sealed class HangUpReload(LiveConfiguration configuration, ILogger<HangUpReload> logger) : BackgroundService
{
    // Signals that come while one is waiting are one: all is read after the last of them.
    private readonly Channel<PosixSignal> _signals = Channel.CreateBounded<PosixSignal>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private PosixSignalRegistration? _registration;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not below, where it would be some time after the daemon has said that it is ready.
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Otherwise the process ends.
            context.Cancel = true;
            _signals.Writer.TryWrite(context.Signal);
        });
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _registration?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
        {
            ConfigurationLog.HangUp(logger);
            await configuration.RereadAllAsync(stoppingToken);
        }
    }
}
