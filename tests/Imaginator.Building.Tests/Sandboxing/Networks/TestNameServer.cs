using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Imaginator.Building.Tests.Sandboxing.Networks;

/// <summary>A name server that knows one IPv4 address for every name.</summary>
internal sealed class TestNameServer : IDisposable
{
    private const int HeaderSize = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public TestNameServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = ServeAsync();
    }

    public static IPAddress Address { get; } = IPAddress.Parse("203.0.113.77");

    public ImmutableArray<IPEndPoint> Resolvers => [(IPEndPoint)_socket.LocalEndPoint!];

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        var buffer = new byte[1024];
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await _socket.SendToAsync(Answer(buffer.AsSpan(0, received.ReceivedBytes)), received.RemoteEndPoint);
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

    private static byte[] Answer(ReadOnlySpan<byte> query)
    {
        // The question ends after its name, type and class. IPv6 addresses: none.
        var end = HeaderSize + query[HeaderSize..].IndexOf((byte)0) + 1 + 4;
        var isIPv4 = query[end - 3] == 1;
        byte[] header = [.. query[..2], 0x81, 0x80, 0, 1, 0, isIPv4 ? (byte)1 : (byte)0, 0, 0, 0, 0];
        byte[] record = [0xC0, HeaderSize, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, .. Address.GetAddressBytes()];
        return [.. header, .. query[HeaderSize..end], .. isIPv4 ? record : []];
    }
}
