using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Imaginator.Host.Observability.Metrics;

/// <summary>
/// Answers <c>/metrics</c>. What collects the measurements is made right after the start, in the background, because making
/// it takes longer than the rest of the start. Thread-safe.
/// </summary>
internal sealed class MetricsExport : BackgroundService
{
    // The runtime's memory, threads and collections, and the web server's connections: meters that .NET brings along.
    private static readonly string[] _meters = [DaemonTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly Lazy<(MeterProvider Provider, RequestDelegate Answer)> _export;
    private readonly ILogger<MetricsExport> _logger;

    /// <summary>Creates the export.</summary>
    /// <param name="telemetry">What is exported.</param>
    /// <param name="sources">What adds to it.</param>
    /// <param name="services">The services of the web server.</param>
    /// <param name="logger">Gets failures.</param>
    public MetricsExport(
        DaemonTelemetry telemetry,
        IEnumerable<IMetricSource> sources,
        IServiceProvider services,
        ILogger<MetricsExport> logger)
    {
        _logger = logger;
        _export = new(() =>
        {
            foreach (var source in sources)
            {
                source.AddTo(telemetry.Meter);
            }

            return Create(services);
        });
    }

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) => _export.Value.Answer(context);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_export is { IsValueCreated: true, Value.Provider: var provider })
        {
            provider.Dispose();
        }

        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        () =>
        {
            try
            {
                _ = _export.Value;
            }
            catch (Exception e)
            {
                // The daemon builds without being watched rather than not at all.
                ObservabilityLog.MetricsFailed(_logger, e);
            }
        },
        CancellationToken.None);

    private static (MeterProvider Provider, RequestDelegate Answer) Create(IServiceProvider services)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meters)
            .AddView(
                "imaginator.builds",
                // As many as there can be labels, for each result.
                new MetricStreamConfiguration { CardinalityLimit = (StreamLabels.Maximum + 1) * 5 })
            .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0)
            .Build();
        var application = new ApplicationBuilder(services);
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return (provider, application.Build());
    }
}
