using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Imaginator.Connections.Accepting;
using Imaginator.Host.Tests.Rpc.Port;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Rpc.Limits;

/// <summary>Connections whose socket refuses to send, although the other side is there: without memory or buffers, for example.</summary>
public sealed class FailedSendTests
{
    private const int LongerThanADatagram = 70_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FailedSend_ClosesTheConnection_AndFailsWhatIsWrittenLater()
    {
        // The kernel refuses to send so many bytes as one datagram, and the socket stays usable.
        using var peer = CreateSocket();
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var socket = CreateSocket();
        await socket.ConnectAsync(peer.LocalEndPoint!, Token);
        using var factory = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance);
        var failure = new TaskCompletionSource<SocketException>(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var connection = new AcceptedConnection(
            factory.Create(socket), socket, AcceptedConnection.OutputOptions(MemoryPool<byte>.Shared, null), () => { },
            (_, error) => failure.SetResult(error));
        await using var closing = connection.ConnectionClosed.Register(closed.SetResult);

        await connection.Transport.Output.WriteAsync(new byte[LongerThanADatagram], Token);

        Assert.Equal(SocketError.MessageSize, (await failure.Task.WaitAsync(TimeSpan.FromMinutes(1), Token)).SocketErrorCode);
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await Assert.ThrowsAsync<IOException>(async () => await connection.Transport.Output.WriteAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Bytes_AreSentInOrder_BeforeTheConnectionEnds()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(PortTests.AddEcho);
        using var socket = await PortTests.ConnectAsync(daemon.Port);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);

        using var answer = new StreamReader(new NetworkStream(socket));
        var text = await answer.ReadToEndAsync(Token);

        Assert.StartsWith("HTTP/1.1 200 OK", text, StringComparison.Ordinal);
        Assert.Contains("hello", text, StringComparison.Ordinal);
    }

    private static Socket CreateSocket() => new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
}
