using System.Diagnostics;
using Imaginator.Host.Observability.Logging;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>
/// Logs when the daemon starts, is ready and stops, and the exceptions that end it unexpectedly: after an automatic restart,
/// these lines are often the only trace.
/// </summary>
internal sealed class LifetimeMessages : IHostedLifecycleService, IDisposable
{
    private readonly FlagValues _flags;
    private readonly IServer _server;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<LifetimeMessages> _logger;

    public LifetimeMessages(FlagValues flags, IServer server, TimeProvider timeProvider, ILogger<LifetimeMessages> logger)
    {
        _flags = flags;
        _server = server;
        _timeProvider = timeProvider;
        _logger = logger;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_flags.Get(LogFlags.AtStartup))
        {
            ServiceLog.Starting(_logger, ProgramRunner.Version);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        var elapsed = _timeProvider.GetLocalNow() - process.StartTime;
        var addresses = _server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        ServiceLog.Ready(_logger, string.Join(' ', addresses), (long)elapsed.TotalMilliseconds);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        ServiceLog.Stopping(_logger);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        ServiceLog.Stopped(_logger);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e)
    {
        if (e.ExceptionObject is Exception exception)
        {
            ServiceLog.Faulted(_logger, exception);
        }
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        ServiceLog.Unobserved(_logger, e.Exception);
        e.SetObserved();
    }
}
