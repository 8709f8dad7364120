using System.Collections.Immutable;
using System.Net;
using Imaginator.Building.Sandboxing.Names;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The name servers of this machine.</summary>
internal static class HostResolvers
{
    private const int NamePort = 53;

    /// <summary>Reads the current name servers; loopback if none is configured, as the C library does.</summary>
    public static ImmutableArray<IPEndPoint> Read() =>
        [.. BuilderResolver.Read(BuilderResolver.UsualPath).Servers.Select(address => new IPEndPoint(address, NamePort))];
}
