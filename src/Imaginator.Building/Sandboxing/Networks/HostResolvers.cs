using System.Collections.Immutable;
using System.Net;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The name servers of this machine.</summary>
internal static class HostResolvers
{
    private const string ConfigurationPath = "/etc/resolv.conf";
    private const int MaximumServers = 3; // as the C library
    private const int NamePort = 53;

    /// <summary>Reads the current name servers; loopback if none is configured, as the C library does.</summary>
    public static ImmutableArray<IPEndPoint> Read() =>
        Parse(File.Exists(ConfigurationPath) ? File.ReadLines(ConfigurationPath) : []);

    /// <summary>Parses the configuration.</summary>
    internal static ImmutableArray<IPEndPoint> Parse(IEnumerable<string> lines)
    {
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        foreach (var line in lines)
        {
            if (servers.Count < MaximumServers
                && line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var text, ..]
                && IPAddress.TryParse(text, out var address))
            {
                servers.Add(new IPEndPoint(address, NamePort));
            }
        }

        return servers.Count > 0 ? servers.ToImmutable() : [new IPEndPoint(IPAddress.Loopback, NamePort)];
    }
}
