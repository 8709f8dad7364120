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
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Signals that come while one is waiting are one: all is read after the last of them.
        var signals = Channel.CreateBounded<PosixSignal>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            // Otherwise the process ends.
            context.Cancel = true;
            signals.Writer.TryWrite(context.Signal);
        });
        await foreach (var _ in signals.Reader.ReadAllAsync(stoppingToken))
        {
            ConfigurationLog.HangUp(logger);
            await configuration.RereadAllAsync(stoppingToken);
        }
    }
}
