using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

/// <summary>A TCP server that answers each line with its own name.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly TcpListener _listener;
    private int _connections;

    public EchoServer(IPAddress address)
    {
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    public static string Answer => "answer of the machine\n";

    /// <summary>Answers a connection and closes it.</summary>
    public static async Task AnswerAsync(Socket connection, CancellationToken cancellationToken)
    {
        await connection.ReceiveAsync(new byte[100], cancellationToken);
        await connection.SendAsync(Encoding.ASCII.GetBytes(Answer), cancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var connection = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
                await AnswerAsync(connection, CancellationToken.None);
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
