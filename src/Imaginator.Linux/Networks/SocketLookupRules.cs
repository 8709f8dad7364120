using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;

namespace Imaginator.Linux.Networks;

/// <summary>The rules for connections in a private network to addresses outside it.</summary>
public sealed record SocketLookupRules
{
    /// <summary>
    /// Whether port 53 of every address leads to the sockets of the private network with that port: programs reach its name server
    /// with any configuration.
    /// </summary>
    public bool ServesNames { get; init; }

    /// <summary>Networks that are refused.</summary>
    public ImmutableArray<IPNetwork> DeniedNetworks { get; init; } = [];

    /// <summary>TCP ports that are refused.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>The listener that gets all other TCP connections over IPv4; null if they are refused.</summary>
    public SafeHandle? IPv4Listener { get; init; }

    /// <summary>The listener that gets all other TCP connections over IPv6; null if they are refused.</summary>
    public SafeHandle? IPv6Listener { get; init; }
}
