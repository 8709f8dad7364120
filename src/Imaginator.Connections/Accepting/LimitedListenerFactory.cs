using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Connections.Accepting;

/// <summary>Opens ports whose connections a table limits; the transport of Kestrel has a limit for each server only.</summary>
public sealed class LimitedListenerFactory(
    ConnectionTable table,
    IOptions<SocketTransportOptions> options,
    IMemoryPoolFactory<byte> pools,
    TimeProvider timeProvider,
    ILogger<LimitedListenerFactory> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // Clients wait there while others are accepted; those beyond it would try again after a second. The kernel has a maximum, too.
    private const int Backlog = 4096;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var transport = options.Value;
        Socket? socket = null;
        try
        {
            socket = transport.CreateBoundListenSocket(endpoint);
            socket.Listen(Math.Max(transport.Backlog, Backlog));
        }
        catch (SocketException e)
        {
            // Kestrel adds the address to the first of these errors only.
            socket?.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new AddressInUseException(e.Message, e)
                : new IOException($"cannot listen on {endpoint}: {e.Message}", e);
        }

        return ValueTask.FromResult<IConnectionListener>(
            new LimitedListener(socket, table, transport, pools.Create(), timeProvider, logger));
    }
}
