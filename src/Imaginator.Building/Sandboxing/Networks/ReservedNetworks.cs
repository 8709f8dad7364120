using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>
/// The addresses that no build with its own network reaches, neither directly nor through the package proxy: they mean this machine,
/// its link, or the service that gives this machine its identity.
/// </summary>
public static class ReservedNetworks
{
    private static readonly IPNetwork TranslatedIPv4 = IPNetwork.Parse("64:ff9b::/96"); // RFC 6052

    /// <summary>The networks.</summary>
    public static ImmutableArray<IPNetwork> All { get; } =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this machine
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local, with the metadata services of most clouds
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("255.255.255.255/32"), // broadcast
        IPNetwork.Parse("100.100.100.200/32"), // metadata service of Alibaba Cloud
        IPNetwork.Parse("168.63.129.16/32"), // platform service of Azure
        IPNetwork.Parse("192.0.0.192/32"), // metadata service of Oracle Cloud
        IPNetwork.Parse("::/96"), // this machine and loopback
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("ff00::/8"), // multicast
        IPNetwork.Parse("fd00:ec2::254/128"), // metadata service of AWS
        IPNetwork.Parse("fd20:ce::254/128"), // metadata service of Google Cloud
    ];

    /// <summary>
    /// Whether a host of a URL is a reserved address, in any notation, or a name for one: for connections whose addresses another
    /// proxy looks up.
    /// </summary>
    public static bool ContainHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(name, out var address)
            ? Contain(address)
            : name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether an address is in one of the networks, in any of the notations for IPv4 addresses.</summary>
    public static bool Contain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            return Contain(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6 && TranslatedIPv4.Contains(address))
        {
            return Contain(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }

        return All.Any(network => network.Contains(address));
    }
}
