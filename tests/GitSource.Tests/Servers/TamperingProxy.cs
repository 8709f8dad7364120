using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>Stands before a server and does something to its answers.</summary>
/// <param name="serverPort">The port of the server.</param>
/// <param name="tamper">What to do to answers.</param>
internal sealed class TamperingProxy(int serverPort, TamperingProxy.Tamper tamper) : TestProxy(serverPort)
{
    /// <summary>Looks at a piece of an answer, changes it, waits.</summary>
    /// <param name="offset">How much of the connection's answer came before.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="cancellationToken">The end of the proxy.</param>
    /// <returns>How much of the piece to pass on; if not all, the connection is closed after it.</returns>
    public delegate ValueTask<int> Tamper(long offset, Memory<byte> piece, CancellationToken cancellationToken);

    protected override async Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end)
    {
        _ = client.CopyToAsync(server, end);
        var buffer = new byte[16 * 1024];
        var offset = 0L;
        for (int count; (count = await server.ReadAsync(buffer, end)) > 0; offset += count)
        {
            var passed = await tamper(offset, buffer.AsMemory(0, count), end);
            await client.WriteAsync(buffer.AsMemory(0, passed), end);
            if (passed < count)
            {
                return;
            }
        }
    }
}
