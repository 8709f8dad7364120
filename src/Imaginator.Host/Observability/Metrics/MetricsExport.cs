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
/// Answers <c>/metrics</c>. What collects the measurements costs 8 MB and a fifth of a second, so it is made when the first
/// build is wanted or somebody asks for the first time, whatever is sooner: a daemon that nobody watches and that does
/// nothing stays small. Thread-safe.
/// </summary>
internal sealed class MetricsExport : IBuildListener, IDisposable
{
    // The runtime's memory, threads and collections, and the web server's connections: meters that .NET brings along.
    private static readonly string[] Meters = [DaemonTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly Lazy<(MeterProvider Provider, RequestDelegate Answer)> _export;
    private readonly ILogger<MetricsExport> _logger;
    private int _began;

    /// <summary>Creates the export.</summary>
    /// <param name="telemetry">What is exported.</param>
    /// <param name="services">Have what adds to it: asked for late, because some of it needs the queue, which needs this.</param>
    /// <param name="logger">Gets failures.</param>
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

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context) => _export.Value.Answer(context);

    /// <summary>Begins to collect, in the background.</summary>
    /// <param name="build">A build that is wanted.</param>
    public void Queued(BuildSnapshot build)
    {
        if (Interlocked.Exchange(ref _began, 1) == 0)
        {
            _ = Task.Run(Begin);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_export is { IsValueCreated: true, Value.Provider: var provider })
        {
            provider.Dispose();
        }
    }

    private void Begin()
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
    }

    private static (MeterProvider Provider, RequestDelegate Answer) Create(IServiceProvider services)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Meters)
            .ConfigureResource(resource => resource.AddService(
                "imaginator", serviceVersion: ProgramRunner.Version, autoGenerateServiceInstanceId: false))
            .AddView(
                "imaginator.builds",
                // Most streams have one result or two; memory is taken for all at once.
                new MetricStreamConfiguration { CardinalityLimit = StreamLabels.Maximum * 5 / 2 })
            .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0)
            .Build();
        var application = new ApplicationBuilder(services);
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            provider, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return (provider, application.Build());
    }
}
