using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>A name server that gives every name the address <see cref="Answer"/>, and counts the queries.</summary>
internal sealed class TestNameServer : IAsyncDisposable
{
    public const string Answer = "192.0.2.77";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Task _work;
    private int _queries;

    public TestNameServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _work = AnswerAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public int Queries => _queries;

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _work;
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                Interlocked.Increment(ref _queries);
                await _socket.SendToAsync(AnswerTo(buffer.AsSpan(0, received.ReceivedBytes)), received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    /// <summary>The question with one record (A) behind it, or with none for another type.</summary>
    private static byte[] AnswerTo(ReadOnlySpan<byte> query)
    {
        var end = 12 + query[12..].IndexOf((byte)0) + 5;
        var hasAddress = query[end - 3] == 1;
        byte[] record = hasAddress ? [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(Answer).GetAddressBytes()] : [];
        return [query[0], query[1], 0x81, 0x80, 0, 1, 0, (byte)(hasAddress ? 1 : 0), 0, 0, 0, 0, .. query[12..end], .. record];
    }
}
