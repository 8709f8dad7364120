using System.Net;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Where a call comes from, as text.</summary>
internal static class CallerAddress
{
    /// <summary>Writes an address, IPv4 as such even where the socket is one of IPv6.</summary>
    public static string Of(EndPoint? remote) => remote is IPEndPoint address ? Of(address.Address, address.Port) : remote?.ToString() ?? "";

    /// <summary>Writes an address, IPv4 as such even where the socket is one of IPv6.</summary>
    public static string Of(IPAddress? address, int port) => address is null
        ? ""
        : new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port).ToString();
}
