using Imaginator.Host.Observability.Health;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Observability.Service;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Observability.Tracing;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Systemd;

namespace Imaginator.Host.Observability;

/// <summary>Registers log levels, metrics, health checks, traces and the service manager's notification.</summary>
internal static class ObservabilityServices
{
    /// <summary>Adds all parts of the observability. The opener of the telemetry disposes of it.</summary>
    public static IServiceCollection AddObservability(
        this IServiceCollection services, DaemonTelemetry telemetry, FlagValues flags)
    {
        services.AddSingleton(telemetry);
        services.AddSingleton(new SrpcMeasurements(telemetry.Meter, telemetry.Activities));
        services.AddSingleton(telemetry.Log);
        services.AddSingleton(telemetry.Log.Recent);
        services.AddSingleton(telemetry.Log.Levels);
        services.AddHostedService<LogLevelSignals>();
        services.AddHostedService<LogReopening>();
        services.AddSingleton<LogLevelAddress>();
        services.AddHostedService<LifetimeMessages>();
        services.AddDaemonMetrics();
        services.AddDaemonHealth();
        services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        services.AddSingleton(WatchdogInterval.FromEnvironment());
        services.AddHostedService<SystemdNotification>();
        services.AddHostedService<ReadyFile>();
        if (TraceEndpoint.From(flags) is { } endpoint)
        {
            services.AddSingleton<IBuildListener, BuildTraces>();
            services.AddSingleton(endpoint);
            services.AddHostedService<TraceExport>();
        }

        return services;
    }

    /// <summary>Maps <c>/metrics</c>, <c>/healthz</c>, <c>/readyz</c> and <c>/setLogLevel</c>.</summary>
    public static void MapObservability(this WebApplication daemon)
    {
        // Request delegates only: other handlers load the expression compiler, which costs megabytes.
        var export = daemon.Services.GetRequiredService<MetricsExport>();
        daemon.MapGet("/metrics", export.AnswerAsync);
        var level = daemon.Services.GetRequiredService<LogLevelAddress>();
        daemon.MapGet(LogLevelAddress.Path, level.GetAsync);
        daemon.MapPost(LogLevelAddress.Path, level.SetAsync);
        daemon.MapHealthChecks("/healthz", new HealthCheckOptions
        {
            Predicate = HealthTags.IsLiveness,
            ResponseWriter = HealthAnswer.WriteAsync,
        });
        daemon.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteAsync });
    }

    private static void AddDaemonMetrics(this IServiceCollection services)
    {
        // In this order: the export must exist before the first measurement.
        services.AddSingleton<MetricsExport>();
        services.AddSingleton<IBuildListener>(provider => provider.GetRequiredService<MetricsExport>());
        services.AddSingleton<IBuildListener, BuildMetrics>();
        services.AddSingleton<IMetricSource, QueueMetrics>();
        services.AddSingleton<IMetricSource, ConfigurationMetrics>();
        services.AddSingleton<IMetricSource, PluginMetrics>();
        services.AddSingleton<IMetricSource, CertificateMetrics>();
        services.AddSingleton<IMetricSource, ConnectionMetrics>();
        services.AddSingleton<IMetricSource, DiskMetrics>();
        services.AddSingleton<IMetricSource, ProgramMetrics>();
        services.AddSingleton<StoreMetrics>();
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<StoreMetrics>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreMetrics>());
        services.AddSingleton<StoreScrubbing>();
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<StoreScrubbing>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreScrubbing>());
    }

    private static void AddDaemonHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<QueueHealth>("queue", HealthStatus.Unhealthy, [HealthTags.Liveness])
            .AddCheck<BuildsHealth>("builds")
            .AddCheck<ConfigurationHealth>("configuration")
            .AddCheck<PluginHealth>("plugins")
            .AddCheck<StoreHealth>("store")
            .AddCheck<DiskHealth>("disk")
            .AddCheck<LogHealth>("log")
            .AddCheck<CertificateHealth>("certificates")
            .AddCheck<RightsHealth>("rights");

        // One instance each for all requests: they keep the store's last answer, and the rights at the start.
        services.AddSingleton<StoreHealth>();
        services.AddSingleton<RightsHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<RightsHealth>());
    }
}
