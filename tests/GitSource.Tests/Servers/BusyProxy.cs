using System.Net.Sockets;
using System.Text;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>Stands before a server that fails for a moment: answers some connections itself, and carries the others.</summary>
/// <param name="serverPort">The port of the server.</param>
/// <param name="answer">
/// The answer to a connection by its number, which starts at 1; null to carry it, and an empty text to reset it.
/// </param>
internal sealed class BusyProxy(int serverPort, Func<int, string?> answer) : TestProxy(serverPort)
{
    private int _connections;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>An answer of HTTP, after which the connection ends.</summary>
    public static string Http(string status, string headers, string body = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    protected override async Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end)
    {
        var text = answer(Interlocked.Increment(ref _connections));
        if (text is null)
        {
            _ = client.CopyToAsync(server, end);
            await server.CopyToAsync(client, end);
            return;
        }

        _ = await client.ReadAsync(new byte[16 * 1024], end);
        if (text.Length == 0)
        {
            client.Socket.LingerState = new LingerOption(true, 0);
            client.Socket.Close();
            return;
        }

        await client.WriteAsync(Encoding.UTF8.GetBytes(text), end);
    }
}
