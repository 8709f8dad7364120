using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>Sends activities to a collector, by OTLP. Only there when an endpoint is configured.</summary>
/// <param name="endpoint">The collector.</param>
/// <param name="logger">Gets what is done.</param>
internal sealed class TraceExport(Uri endpoint, ILogger<TraceExport> logger) : IHostedService, IDisposable
{
    // Of the collector's: what it has not taken by then the daemon's end does not wait for.
    private const int FlushMilliseconds = 2000;

    private TracerProvider? _provider;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(DaemonTelemetry.Name)
            .ConfigureResource(resource => resource.AddService("imaginator", serviceVersion: ProgramRunner.Version))
            .AddOtlpExporter(Configure)
            .Build();
        ObservabilityLog.Tracing(logger, endpoint.GetLeftPart(UriPartial.Authority));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _provider?.ForceFlush(FlushMilliseconds), CancellationToken.None).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();

    private void Configure(OtlpExporterOptions options)
    {
        if (Environment.GetEnvironmentVariable(TraceEndpoint.Variable) is { Length: > 0 } variable && variable == endpoint.OriginalString)
        {
            // It reads this one itself, and the ones that belong to it: protocol, headers, certificates.
            return;
        }

        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint, endpoint.AbsolutePath.TrimEnd('/') + "/v1/traces");
    }
}
