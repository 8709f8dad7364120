using Imaginator.Host.Observability.Health;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Observability.Service;
using Imaginator.Host.Observability.Tracing;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability;

/// <summary>Registers what watches the daemon: log levels, metrics, health, traces, the service manager.</summary>
internal static class ObservabilityServices
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="telemetry">What was opened first; whoever opened it disposes of it.</param>
    /// <param name="flags">The flags.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ImaginatorException">A flag cannot be used.</exception>
    public static IServiceCollection AddObservability(
        this IServiceCollection services, DaemonTelemetry telemetry, FlagValues flags)
    {
        services.AddSingleton(telemetry);
        services.AddSingleton(new SrpcMeasurements(telemetry.Meter, telemetry.Activities));
        services.AddSingleton(telemetry.Log.Recent);
        services.AddSingleton(telemetry.Log.Levels);
        services.AddHostedService<LogLevelSignals>();
        services.AddSingleton<LogLevelAddress>();
        services.AddHostedService<LifetimeMessages>();
        services.AddDaemonMetrics();
        services.AddDaemonHealth();
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddHostedService(CreateSystemdNotification);
        services.AddHostedService<ReadyFile>();
        if (TraceEndpoint.From(flags) is { } endpoint)
        {
            services.AddSingleton<IBuildListener, BuildTraces>();
            services.AddHostedService(provider =>
                new TraceExport(endpoint, provider.GetRequiredService<ILogger<TraceExport>>()));
        }

        return services;
    }

    /// <summary>Maps <c>/metrics</c>, <c>/healthz</c>, <c>/readyz</c> and <c>/setLogLevel</c>.</summary>
    /// <param name="daemon">The daemon.</param>
    public static void MapObservability(this WebApplication daemon)
    {
        // Handlers that take just the request: others load the expression compiler, which costs megabytes.
        var export = daemon.Services.GetRequiredService<MetricsExport>();
        daemon.MapGet("/metrics", export.AnswerAsync);
        var level = daemon.Services.GetRequiredService<LogLevelAddress>();
        daemon.MapGet(LogLevelAddress.Path, level.GetAsync);
        daemon.MapPost(LogLevelAddress.Path, level.SetAsync);
        daemon.MapHealthChecks("/healthz", new HealthCheckOptions
        {
            Predicate = HealthTags.IsOfLife,
            ResponseWriter = HealthAnswer.WriteAsync,
        });
        daemon.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync });
    }

    private static SystemdNotification CreateSystemdNotification(IServiceProvider provider) => new(
        provider.GetRequiredService<ISystemdNotifier>(),
        provider.GetRequiredService<HealthCheckService>(),
        provider.GetRequiredService<IHostApplicationLifetime>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<SystemdNotification>>(),
        SystemdNotification.WatchdogInterval(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"),
            Environment.ProcessId));

    private static void AddDaemonMetrics(this IServiceCollection services)
    {
        // In this order: what collects is there before there is something to collect.
        services.AddSingleton<MetricsExport>();
        services.AddSingleton<IBuildListener>(provider => provider.GetRequiredService<MetricsExport>());
        services.AddSingleton<IBuildListener, BuildMetrics>();
        services.AddSingleton<IMetricSource, QueueMetrics>();
        services.AddSingleton<IMetricSource, ConfigurationMetrics>();
        services.AddSingleton<IMetricSource>(provider => new CertificateMetrics(provider.GetService<CertificateStore>()));
        services.AddSingleton<IMetricSource, DiskMetrics>();
        services.AddSingleton<IMetricSource, ProgramMetrics>();
        services.AddSingleton<StoreMetrics>();
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<StoreMetrics>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreMetrics>());
    }

    private static void AddDaemonHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<QueueHealth>("queue", HealthStatus.Unhealthy, [HealthTags.Life])
            .AddCheck<BuildsHealth>("builds")
            .AddCheck<ConfigurationHealth>("configuration")
            .AddCheck<StoreHealth>("store")
            .AddCheck<DiskHealth>("disk");

        // One for all who ask, so that what it knows is kept.
        services.AddSingleton<StoreHealth>();
    }
}
