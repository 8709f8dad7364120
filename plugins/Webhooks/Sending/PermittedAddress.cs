using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Plugins.Webhooks.Sending;

/// <summary>
/// Connects to receivers, but to no link-local address and to no metadata service: there, cloud providers answer every request from the machine
/// with its secrets. Private addresses are usual receivers, which the administrator configures.
/// </summary>
internal static class PermittedAddress
{
    // Metadata services that are not link-local: of AWS and Google over IPv6, Alibaba, Oracle and Azure.
    private static readonly ImmutableArray<IPAddress> Metadata =
    [
        IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"),
        IPAddress.Parse("168.63.129.16"),
    ];

    // Networks of IPv6 whose addresses end with one of IPv4, to which a gateway connects: RFC 6052, RFC 8215 and RFC 4291, section 2.5.5.1.
    private static readonly ImmutableArray<IPNetwork> Translated =
        [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("::/96")];

    // RFC 3056: the address of IPv4 follows the prefix.
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var permitted = Array.FindAll(addresses, address => !IsForbidden(address));
        if (permitted.Length == 0)
        {
            throw Forbidden(host);
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

    /// <summary>
    /// Checks a host to which a proxy connects. A name that this machine cannot resolve is the proxy's to resolve; one that has a forbidden
    /// address is refused, because the proxy chooses among its addresses.
    /// </summary>
    /// <exception cref="IOException">The host is forbidden.</exception>
    public static async ValueTask CheckBehindProxyAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            return;
        }

        if (addresses.Any(IsForbidden))
        {
            throw Forbidden(host);
        }
    }

    /// <summary>
    /// Whether an address is link-local (RFC 3927 or RFC 4291, section 2.5.6), that of a metadata service, or a form of IPv6 for such an address
    /// of IPv4.
    /// </summary>
    public static bool IsForbidden(IPAddress address)
    {
        var own = ToIPv4(address) ?? address;
        return own.IsIPv6LinkLocal
            || (own.AddressFamily == AddressFamily.InterNetwork && own.GetAddressBytes() is [169, 254, ..])
            || Metadata.Any(metadata => metadata.GetAddressBytes().AsSpan().SequenceEqual(own.GetAddressBytes()));
    }

    private static IPAddress? ToIPv4(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : Translated.Any(network => network.Contains(address)) ? new IPAddress(bytes.AsSpan(12, 4))
            : null;
    }

    private static IOException Forbidden(string host) =>
        new($"{host} is a link-local address or that of a metadata service, which cannot be a receiver");
}
