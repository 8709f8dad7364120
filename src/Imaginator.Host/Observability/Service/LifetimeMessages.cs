using System.Diagnostics;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>
/// Says in the log when the daemon starts, is ready and stops, and what ends it unexpectedly: the last words of a process that
/// is started again by others are often all that is known of it.
/// </summary>
internal sealed class LifetimeMessages : IHostedLifecycleService, IDisposable
{
    private readonly IServer _server;
    private readonly TimeProvider _time;
    private readonly ILogger<LifetimeMessages> _logger;

    /// <summary>Creates the service.</summary>
    /// <param name="server">Knows the addresses.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public LifetimeMessages(IServer server, TimeProvider time, ILogger<LifetimeMessages> logger)
    {
        _server = server;
        _time = time;
        _logger = logger;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        ObservabilityLog.Starts(_logger, ProgramRunner.Version);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var elapsed = _time.GetLocalNow() - process.StartTime;
        var addresses = _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        ObservabilityLog.Ready(_logger, string.Join(' ', addresses), (long)elapsed.TotalMilliseconds);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        ObservabilityLog.Stopping(_logger);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        ObservabilityLog.Stopped(_logger);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e)
    {
        if (e.ExceptionObject is Exception exception)
        {
            ObservabilityLog.Faulted(_logger, exception);
        }
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        ObservabilityLog.Unobserved(_logger, e.Exception);
        e.SetObserved();
    }
}
