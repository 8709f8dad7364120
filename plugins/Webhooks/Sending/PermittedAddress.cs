using System.Net;
using System.Net.Sockets;

namespace Imaginator.Plugins.Webhooks.Sending;

/// <summary>
/// Connects to receivers, but to no link-local address: there, cloud providers answer every request from the machine with its secrets.
/// Private addresses are usual receivers, which the administrator configures.
/// </summary>
internal static class PermittedAddress
{
    public static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var permitted = Array.FindAll(addresses, address => !IsLinkLocal(address));
        if (permitted.Length == 0)
        {
            throw new IOException($"{host} is a link-local address, which cannot be a receiver");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is one of RFC 3927 or RFC 4291, section 2.5.6.</summary>
    public static bool IsLinkLocal(IPAddress address)
    {
        var own = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return own.IsIPv6LinkLocal || (own.AddressFamily == AddressFamily.InterNetwork && own.GetAddressBytes() is [169, 254, ..]);
    }
}
