using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The networks that this machine has routes to.</summary>
internal static class HostRoutes
{
    private const string IPv6Table = "/proc/net/ipv6_route";
    private const uint RejectFlag = 0x0200; // RTF_REJECT
    private const int MaximumNetworks = 256;

    /// <summary>All IPv4 addresses.</summary>
    public static IPNetwork AllIPv4 { get; } = IPNetwork.Parse("0.0.0.0/0");

    /// <summary>All IPv6 addresses.</summary>
    public static IPNetwork AllIPv6 { get; } = IPNetwork.Parse("::/0");

    /// <summary>Whether this machine has IPv6 at all.</summary>
    public static bool HasIPv6 => File.Exists(IPv6Table);

    /// <summary>
    /// The IPv6 networks that this machine reaches. Programs try IPv6 first if it seems to work; most machines have none.
    /// </summary>
    public static ImmutableArray<IPNetwork> ReadIPv6() => HasIPv6 ? ParseIPv6(File.ReadLines(IPv6Table)) : [];

    /// <summary>Parses the kernel's table.</summary>
    internal static ImmutableArray<IPNetwork> ParseIPv6(IEnumerable<string> lines)
    {
        var networks = new HashSet<IPNetwork>();
        foreach (var line in lines)
        {
            // Destination, its length, source, its length, next hop, metric, references, uses, flags, device: in hexadecimal.
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var destination, var length, _, _, _, _, _, _, var flags, var device]
                && device != "lo"
                && (uint.Parse(flags, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & RejectFlag) == 0)
            {
                var network = new IPNetwork(
                    new IPAddress(Convert.FromHexString(destination)), int.Parse(length, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                // A machine with that many routes is a router.
                if (network.PrefixLength == 0 || networks.Count == MaximumNetworks)
                {
                    return [AllIPv6];
                }

                if (!ReservedNetworks.Contain(network.BaseAddress))
                {
                    networks.Add(network);
                }
            }
        }

        return [.. networks];
    }
}
