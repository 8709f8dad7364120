using System.Net.Sockets;
using Imaginator.Connections;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Configures the port of the daemon.</summary>
internal sealed class PortSetup(
    PortOptions port, ConnectionLimits connections, SrpcServer srpc, IServiceProvider services, ILogger<PortMux> logger)
    : IConfigureOptions<KestrelServerOptions>, IConfigureOptions<SocketTransportOptions>
{
    private const int MaximumBodyBytes = 64 * 1024;
    private const int MaximumLineBytes = 8 * 1024;
    private const int MaximumHeaderBytes = 32 * 1024;
    private const int MaximumHeaders = 100;

    /// <summary>The time without traffic after which TCP probes the client.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(5);

    /// <summary>The maximum time between two requests of a connection.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    private static readonly MinDataRate MinimumRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        SetLimits(options.Limits);
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

    private void SetLimits(KestrelServerLimits limits)
    {
        // Requests have short forms at most. Each connection carries one request at a time.
        limits.MaxRequestBodySize = MaximumBodyBytes;
        limits.MaxRequestLineSize = MaximumLineBytes;
        limits.MaxRequestHeadersTotalSize = MaximumHeaderBytes;
        limits.MaxRequestHeaderCount = MaximumHeaders;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = connections.SetupTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        limits.MinRequestBodyDataRate = MinimumRate;
        limits.MinResponseDataRate = MinimumRate;
    }
}
