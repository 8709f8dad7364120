using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>SIGUSR1: log more. SIGUSR2: log less.</summary>
/// <param name="levels">What they change.</param>
/// <param name="logger">Is told of it.</param>
internal sealed class LogLevelSignals(LogLevels levels, ILogger<LogLevelSignals> logger) : IHostedService, IDisposable
{
    // Numbers instead of names: .NET knows no names for them. They are the same on all processors that .NET runs on.
    private const PosixSignal User1 = (PosixSignal)10;
    private const PosixSignal User2 = (PosixSignal)12;

    private PosixSignalRegistration? _more;
    private PosixSignalRegistration? _less;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _more = PosixSignalRegistration.Create(User1, context => Change(context, 1, "SIGUSR1"));
        _less = PosixSignalRegistration.Create(User2, context => Change(context, -1, "SIGUSR2"));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _more?.Dispose();
        _less?.Dispose();
    }

    private void Change(PosixSignalContext context, int steps, string signal)
    {
        // Otherwise they would end the process.
        context.Cancel = true;
        ObservabilityLog.LevelChanged(logger, levels.Change(steps), signal);
    }
}
