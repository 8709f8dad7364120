using System.Net;

namespace Imaginator.Host.Rpc.Access;

/// <summary>The addresses of callers, as text.</summary>
internal static class CallerAddress
{
    /// <summary>Formats an address; IPv4-mapped IPv6 addresses have the format of IPv4.</summary>
    public static string Of(EndPoint? remote) => remote is IPEndPoint address ? Of(address.Address, address.Port) : remote?.ToString() ?? "";

    /// <summary>
    /// Formats an address; IPv4-mapped IPv6 addresses have the format of IPv4. Proxies do not say the port of a client, which is 0 then.
    /// </summary>
    public static string Of(IPAddress? address, int port)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return port == 0 ? plain.ToString() : new IPEndPoint(plain, port).ToString();
    }
}
