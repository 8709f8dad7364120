using Imaginator.Host.Observability.Telemetry;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Imaginator.Host.Observability.Tracing;

/// <summary>Sends activities to a collector over OTLP. Registered only if an endpoint is configured.</summary>
internal sealed class TraceExport(TraceEndpoint endpoint, ILogger<TraceExport> logger) : IHostedService, IDisposable
{
    // The end of the daemon waits no longer for the collector.
    private const int FlushMilliseconds = 2000;

    private TracerProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(DaemonTelemetry.Name)
            .ConfigureResource(resource => resource.AddService("imaginator", serviceVersion: ProgramRunner.Version))
            .AddOtlpExporter(Configure)
            .Build();
        TracingLog.Tracing(logger, endpoint.Address.GetLeftPart(UriPartial.Authority));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _provider?.ForceFlush(FlushMilliseconds), CancellationToken.None).WaitAsync(cancellationToken);

    public void Dispose() => _provider?.Dispose();

    private void Configure(OtlpExporterOptions options)
    {
        if (Environment.GetEnvironmentVariable(TraceEndpoint.Variable) is { Length: > 0 } variable && variable == endpoint.Address.OriginalString)
        {
            // The exporter reads this variable and the related ones: protocol, headers, certificates.
            return;
        }

        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(endpoint.Address, endpoint.Address.AbsolutePath.TrimEnd('/') + "/v1/traces");
    }
}
