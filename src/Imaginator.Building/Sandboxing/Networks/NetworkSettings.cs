using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>The network of a sandbox.</summary>
internal sealed record NetworkSettings(SandboxNetwork Policy)
{
    /// <summary>TCP ports, on any machine, that commands cannot connect to: the ports of the daemon.</summary>
    public ImmutableArray<int> DeniedPorts { get; init; } = [];

    /// <summary>
    /// Serves connections to the package proxy from a network that is separate from that of the machine; the default closes them.
    /// </summary>
    public Func<Socket, CancellationToken, Task> ServeProxyAsync { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Finds the name servers for each query; the default reads the configuration of this machine.</summary>
    public Func<ImmutableArray<IPEndPoint>> Resolvers { get; init; } = HostResolvers.Read;
}
