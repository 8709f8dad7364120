using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Observability.Logging;

/// <summary>SIGHUP, which logrotate sends, opens log files that were moved or removed again at once.</summary>
internal sealed class LogReopening(DaemonLog log) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Another handler reads the configuration again.
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            log.Reopen();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();
}
