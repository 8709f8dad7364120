using System.Net;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Rpc.Port;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.ImageServing;

/// <summary>The port on which the image store is served; it follows the same rules as the port of the daemon.</summary>
internal sealed class ImageServingPort(
    ListenAddress address,
    ImageStoreServer server,
    PortOptions daemon,
    ILogger<PortMux> logger,
    CertificateStore? certificates = null)
    : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>Serves the image store.</summary>
    public SrpcServer Server => server.Srpc;

    public void Configure(KestrelServerOptions options)
    {
        var endpoint = address.EndPoint;
        if (daemon.IsInsecure)
        {
            PortLog.Insecure(logger, IPAddress.IsLoopback(endpoint.Address) ? "this machine" : "anywhere", endpoint.Port);
        }

        options.Listen(endpoint, port => port.UseSrpc(server.Srpc, certificates));
    }
}
