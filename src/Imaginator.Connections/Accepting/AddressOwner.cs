using System.Net;
using System.Net.Sockets;

namespace Imaginator.Connections.Accepting;

/// <summary>
/// The owner of connections from an address: an IPv4 address, or the network of an IPv6 address, because a client can use all
/// addresses of its network.
/// </summary>
public readonly record struct AddressOwner(ulong Network, bool IsVersion6)
{
    private const int NetworkBytes = 8;

    /// <summary>The owner of the connections from an address.</summary>
    public static AddressOwner Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return default;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return new AddressOwner(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[..NetworkBytes]),
            address.AddressFamily == AddressFamily.InterNetworkV6);
    }
}
