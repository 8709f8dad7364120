using System.Net;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Rpc.Port;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.ImageServing;

/// <summary>The port of the image server, beside that of the daemon.</summary>
/// <param name="address">Where it is.</param>
/// <param name="server">Serves the store.</param>
/// <param name="place">How the daemon's own port is; the rules are the same.</param>
/// <param name="certificates">What TLS uses; null for none.</param>
/// <param name="logger">Is told of insecurity.</param>
internal sealed class ImageServingPort(
    IPEndPoint address, SrpcServer server, PortOptions place, CertificateStore? certificates, ILogger<PortMux> logger)
    : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>Serves the store.</summary>
    public SrpcServer Server => server;

    public void Configure(KestrelServerOptions options)
    {
        if (place.IsInsecure)
        {
            PortLog.Insecure(logger, IPAddress.IsLoopback(address.Address) ? "this machine" : "anywhere", address.Port);
        }

        options.Listen(address, port => port.UseSrpc(server, certificates));
    }
}
