using System.Net.Sockets;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Configures the port of the daemon.</summary>
internal sealed class PortSetup(PortOptions port, SrpcServer srpc, IServiceProvider services, ILogger<PortMux> logger)
    : IConfigureOptions<KestrelServerOptions>, IConfigureOptions<SocketTransportOptions>
{
    /// <summary>The time without traffic after which TCP probes the client.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(5);

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        if (port.IsInsecure)
        {
            PortLog.Insecure(logger, port.IsOpenToOthers ? "anywhere" : "this machine", port.Number);
        }

        var certificates = services.GetService<CertificateStore>();
        foreach (var endpoint in port.Endpoints())
        {
            options.Listen(endpoint, listen => listen.UseSrpc(srpc, certificates));
        }
    }

    public void Configure(SocketTransportOptions sockets) =>
        sockets.CreateBoundListenSocket = endpoint =>
        {
            // Accepted connections inherit these options of the listening socket.
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
            return socket;
        };
}
