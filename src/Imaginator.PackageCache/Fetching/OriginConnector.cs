using System.Net;
using System.Net.Sockets;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Fetching;

/// <summary>
/// Connects to origins. A name is resolved here, its addresses are checked, and only checked addresses are connected to: a name that
/// changes in between changes nothing.
/// </summary>
internal static class OriginConnector
{
    /// <summary>Connects to a server by name, as a way allows.</summary>
    /// <exception cref="ReservedAddressException">The way does not reach its addresses.</exception>
    /// <exception cref="SocketException">It does not answer, or has no address that this machine can use.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, bool reachesMachine, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var reachable = reachesMachine ? addresses : [.. addresses.Where(address => !ReservedNetworks.Contain(address))];
        if (reachable.Length == 0)
        {
            throw new ReservedAddressException(host, port);
        }

        var usable = Usable(reachable, Socket.OSSupportsIPv4, Socket.OSSupportsIPv6);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Selects the addresses of the families that a machine has: sockets do not accept the others.</summary>
    /// <exception cref="SocketException">There are none.</exception>
    internal static IPAddress[] Usable(IReadOnlyCollection<IPAddress> addresses, bool hasIPv4, bool hasIPv6)
    {
        IPAddress[] usable =
            [.. addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? hasIPv6 : hasIPv4)];
        return usable.Length > 0 ? usable : throw new SocketException((int)SocketError.AddressFamilyNotSupported);
    }

    /// <summary>Connects for an HTTP client, which names a proxy here if it uses one.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="route">The way.</param>
    /// <param name="cancellationToken">Cancels the connection.</param>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, OriginRoute route, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var reachesMachine = route.ReachesMachine
            || (route.Upstream is null && IsProxyOfMachine(target, context.InitialRequestMessage.RequestUri!));
        return new NetworkStream(
            await ConnectAsync(target.Host, target.Port, reachesMachine, cancellationToken), ownsSocket: true);
    }

    /// <summary>Whether a server is the proxy that the environment of this process names for a URL: the operator chose it.</summary>
    private static bool IsProxyOfMachine(DnsEndPoint target, Uri address) =>
        HttpClient.DefaultProxy.GetProxy(address) is { } proxy
        && proxy != address
        && proxy.IdnHost == target.Host
        && proxy.Port == target.Port;
}
