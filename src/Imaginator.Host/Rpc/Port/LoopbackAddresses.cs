using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Host.Rpc.Port;

/// <summary>The addresses of the loopback interface. Containers and hosts can lack IPv6, IPv4 or both.</summary>
internal static class LoopbackAddresses
{
    /// <summary>Finds those of 127.0.0.1 and ::1 that exist and can be reached, in this order.</summary>
    /// <exception cref="ImaginatorException">None exists; the message says what to do.</exception>
    public static ImmutableArray<IPAddress> Find() => Choose(Exists);

    /// <summary>Chooses the addresses that a function finds.</summary>
    internal static ImmutableArray<IPAddress> Choose(Func<IPAddress, bool> exists)
    {
        ImmutableArray<IPAddress> found = [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(exists)];
        return !found.IsEmpty
            ? found
            : throw new ImaginatorException(
                "the loopback interface has neither the address 127.0.0.1 nor ::1, and this daemon listens there only; "
                + "run \"ip link set lo up\", or serve with certificates and without -loopbackOnly");
    }

    private static bool Exists(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            // An interface that is down has its addresses, too, but no route to them. Connecting a datagram socket sends nothing.
            socket.Connect(new IPEndPoint(address, 1));
            return true;
        }
        catch (SocketException e)
        {
            // Opening the port reports other errors.
            return e.SocketErrorCode is not (
                SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported
                or SocketError.NetworkUnreachable or SocketError.HostUnreachable);
        }
    }
}
