using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>SIGUSR1 raises the debug level, SIGUSR2 lowers it.</summary>
internal sealed class LogLevelSignals(LogLevels levels, ILogger<LogLevelSignals> logger) : IHostedService, IDisposable
{
    // .NET has no names for these signals. Their numbers are the same on all processors that .NET supports.
    private const PosixSignal User1 = (PosixSignal)10;
    private const PosixSignal User2 = (PosixSignal)12;

    private PosixSignalRegistration? _raise;
    private PosixSignalRegistration? _lower;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _raise = PosixSignalRegistration.Create(User1, context => Change(context, 1, "SIGUSR1"));
        _lower = PosixSignalRegistration.Create(User2, context => Change(context, -1, "SIGUSR2"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _raise?.Dispose();
        _lower?.Dispose();
    }

    private void Change(PosixSignalContext context, int steps, string signal)
    {
        // The default action of these signals ends the process.
        context.Cancel = true;
        LoggingLog.LevelChanged(logger, levels.Change(steps), signal);
    }
}
