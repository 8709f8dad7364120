using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Hosting.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Answers <c>/metrics</c>. Collecting measurements costs 8 MB of memory and 0.2 s, so it starts with the first build request
/// or the first request for metrics: an idle daemon without monitoring stays small. Thread-safe.
/// </summary>
internal sealed class MetricsExport : IBuildListener, IDisposable
{
    // Also .NET's own meters: memory, threads and collections of the runtime, connections of the web server.
    private static readonly string[] Meters = [DaemonTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly Lazy<(MeterProvider Provider, RequestDelegate Answer)> _export;
    private readonly ILogger<MetricsExport> _logger;
    private int _hasStarted;

    /// <summary>Creates the export. It resolves the metric sources late, because some need the queue, which needs this.</summary>
    public MetricsExport(DaemonTelemetry telemetry, IServiceProvider services, ILogger<MetricsExport> logger)
    {
        _logger = logger;
        _export = new(() =>
        {
            foreach (var source in services.GetServices<IMetricSource>())
            {
                source.AddTo(telemetry.Meter);
            }

            return Create(services);
        });
    }

    public Task AnswerAsync(HttpContext context) => _export.Value.Answer(context);

    /// <summary>Starts collecting in the background.</summary>
    public void Queued(BuildSnapshot build)
    {
        if (Interlocked.Exchange(ref _hasStarted, 1) == 0)
        {
            _ = Task.Run(Start);
        }
    }

    public void Dispose()
    {
        if (_export is { IsValueCreated: true, Value.Provider: var provider })
        {
            provider.Dispose();
        }
    }

    private void Start()
    {
        try
        {
            _ = _export.Value;
        }
        catch (Exception e)
        {
            // Builds do not depend on metrics.
            MetricsLog.ExportFailed(_logger, e);
        }
    }

    private static (MeterProvider Provider, RequestDelegate Answer) Create(IServiceProvider services)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Meters)
            .ConfigureResource(resource => resource.AddService(
                "imaginator", serviceVersion: ProgramRunner.Version, autoGenerateServiceInstanceId: false))
            .AddView(
                "imaginator.builds",
                // Most streams have one or two results. The memory for all is allocated at once.
                new MetricStreamConfiguration { CardinalityLimit = StreamLabels.Maximum * 5 / 2 })
            .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0)
            .Build();
        var application = new ApplicationBuilder(services);
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return (provider, application.Build());
    }
}
