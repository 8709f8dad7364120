using System.Collections.Immutable;
using System.Net;

namespace Imaginator.Sandbox.Protocol.Networks;

/// <summary>The private network of a sandbox.</summary>
/// <param name="LocalNetworks">The networks outside it whose connections arrive at its loopback device.</param>
/// <param name="Listeners">The TCP sockets to open in it.</param>
/// <param name="Datagrams">The UDP sockets to open in it.</param>
internal sealed record PrivateNetworkRequest(
    ImmutableArray<IPNetwork> LocalNetworks, ImmutableArray<IPEndPoint> Listeners, ImmutableArray<IPEndPoint> Datagrams);
