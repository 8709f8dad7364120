using System.Net.Sockets;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Opens the daemon's port.</summary>
internal sealed class PortSetup(PortOptions place, SrpcServer srpc, IServiceProvider services, ILogger<PortMux> logger)
    : IConfigureOptions<KestrelServerOptions>, IConfigureOptions<SocketTransportOptions>
{
    /// <summary>After how long without traffic TCP asks whether the client is still there.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(5);

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        if (place.IsInsecure)
        {
            PortLog.Insecure(logger, place.IsOpenToOthers ? "anywhere" : "this machine", place.Number);
        }

        var certificates = services.GetService<CertificateStore>();
        foreach (var endpoint in place.Endpoints())
        {
            options.Listen(endpoint, port => port.UseSrpc(srpc, certificates));
        }
    }

    public void Configure(SocketTransportOptions sockets) =>
        sockets.CreateBoundListenSocket = endpoint =>
        {
            // Connections inherit this from the socket that they come in by.
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
            return socket;
        };
}
