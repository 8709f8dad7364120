using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>Connects the DNS connections (TCP) of commands in a sandbox with a name server of this machine.</summary>
internal sealed class NameConnections(Func<ImmutableArray<IPEndPoint>> resolvers)
{
    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        foreach (var address in resolvers())
        {
            using var server = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(address, cancellationToken);
            }
            catch (SocketException)
            {
                continue;
            }

            await SocketPump.RunAsync(client, server, cancellationToken);
            return;
        }

        SocketPump.Abort(client);
    }
}
