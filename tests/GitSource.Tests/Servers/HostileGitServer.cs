using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>A git daemon that answers as a test says: it lists one branch, or whatever the test sends, and then sends a pack.</summary>
internal sealed class HostileGitServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private long _sent;

    /// <summary>Starts the server.</summary>
    /// <param name="answer">Sends the answer to a request for objects.</param>
    /// <param name="list">Sends the references; null for one branch.</param>
    public HostileGitServer(Func<Connection, Task> answer, Func<Connection, Task>? list = null)
    {
        _listener.Start();
        _serving = ServeAsync(answer, list ?? (connection => connection.SendAsync(Advertisement)));
    }

    /// <summary>A list of references with one branch.</summary>
    public static byte[] Advertisement { get; } =
        [.. Line($"{new string('1', 40)} refs/heads/master\0side-band-64k ofs-delta shallow\n"), .. "0000"u8];

    /// <summary>The URL of the repository.</summary>
    public string Url => $"git://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/x.git";

    /// <summary>How many bytes the server has sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>A server that sends a pack.</summary>
    public static HostileGitServer WithPack(byte[] pack) => new(async connection =>
    {
        await connection.BeginPackAsync();
        await connection.SendPackAsync(pack);
        await connection.SendAsync("0000"u8.ToArray());
    });

    /// <summary>A line of the protocol.</summary>
    public static byte[] Line(string text) => Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(text) + 4:x4}{text}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<Connection, Task> answer, Func<Connection, Task> list)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(ServeAsync(client, answer, list));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed of, at any moment of the loop.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, Func<Connection, Task> answer, Func<Connection, Task> list)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[64 * 1024];
            var connection = new Connection(stream, count => Interlocked.Add(ref _sent, count), _stop.Token);
            try
            {
                _ = await stream.ReadAsync(buffer, _stop.Token);
                await list(connection);
                var count = await stream.ReadAsync(buffer, _stop.Token);
                if (count > 4 && !buffer.AsSpan(0, 4).SequenceEqual("0000"u8))
                {
                    await answer(connection);
                    client.Client.Shutdown(SocketShutdown.Send);
                    while (await stream.ReadAsync(buffer, _stop.Token) > 0)
                    {
                        // The client decides when to close the connection.
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The client or the test has ended.
            }
        }
    }

    /// <summary>A connection of a client.</summary>
    internal sealed class Connection(Stream stream, Action<int> count, CancellationToken stop)
    {
        /// <summary>The end of the server.</summary>
        public CancellationToken Stop => stop;

        /// <summary>Sends bytes.</summary>
        public async Task SendAsync(byte[] bytes)
        {
            await stream.WriteAsync(bytes, stop);
            count(bytes.Length);
        }

        /// <summary>Sends what comes before a pack: an empty boundary of the history, and no common commits.</summary>
        public Task BeginPackAsync() => SendAsync([.. "0000"u8, .. Line("NAK\n")]);

        /// <summary>Sends a piece of a pack in lines of the first band.</summary>
        public async Task SendPackAsync(byte[] pack)
        {
            foreach (var piece in pack.Chunk(65_000))
            {
                await SendAsync([.. Encoding.ASCII.GetBytes($"{piece.Length + 5:x4}"), 1, .. piece]);
            }
        }
    }
}
