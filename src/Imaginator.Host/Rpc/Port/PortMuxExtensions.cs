using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Lets a port carry SRPC beside HTTP and HTTPS.</summary>
internal static class PortMuxExtensions
{
    /// <summary>Puts the mux before everything else on a port.</summary>
    public static void UseSrpc(this ListenOptions port, SrpcServer srpc, CertificateStore? certificates)
    {
        var services = port.ApplicationServices;
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<PortMux>>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        // Kestrel makes the chain from its end: HTTP is known before what comes before it. The last middleware only
        // remembers what follows TLS, so that the first can go there directly.
        ConnectionDelegate? http = null;
        port.Use(next => new PortMux(srpc, http, certificates is null ? null : next, time, logger, stopping).ServeAsync);
        if (certificates is not null)
        {
            port.UseHttps(HttpsHandshake.Options(certificates));
        }

        port.Use(next => http = next);

        // HTTP/2 in the clear needs a client that knows; browsers do not.
        port.Protocols = HttpProtocols.Http1;
    }
}
