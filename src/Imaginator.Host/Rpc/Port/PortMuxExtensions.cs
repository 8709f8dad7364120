using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Adds SRPC to ports with HTTP and HTTPS.</summary>
internal static class PortMuxExtensions
{
    /// <summary>Adds the mux before all other middleware of a port.</summary>
    public static void UseSrpc(this ListenOptions port, SrpcServer srpc, CertificateStore? certificates)
    {
        var services = port.ApplicationServices;
        var timeProvider = services.GetRequiredService<TimeProvider>();
        var hasPlainHttp = services.GetRequiredService<PortOptions>().HasPlainHttp;
        var logger = services.GetRequiredService<ILogger<PortMux>>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        // Kestrel builds the chain from its end. The last middleware only stores the delegate that follows TLS, so that the
        // first one can call it directly.
        ConnectionDelegate? http = null;
        port.Use(next => new PortMux(
            srpc, hasPlainHttp ? http : null, certificates is null ? null : next, timeProvider, logger, stopping).ServeAsync);
        if (certificates is not null)
        {
            port.UseHttps(HttpsHandshake.Options(certificates));
        }

        port.Use(next => http = next);

        // HTTP/2 without TLS requires prior knowledge, which browsers do not have.
        port.Protocols = HttpProtocols.Http1;
    }
}
