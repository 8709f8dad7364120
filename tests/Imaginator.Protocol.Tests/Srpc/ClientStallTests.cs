using System.Net;
using System.Net.Sockets;
using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Servers that are silent while they receive, as they are during a large upload.</summary>
public sealed class ClientStallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SilentServer_IsNotStalled_WhileItAcceptsData()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        using var server = await listener.AcceptTcpClientAsync(Token);
        var input = new InputBuffer(client.GetStream()) { StallLimit = Limit };
        var output = new OutputBuffer(client.GetStream()) { Progressed = input.CountProgress() };
        var answer = input.ReadByteAsync(Token).AsTask();

        // Longer than the limit, in pieces far below it.
        for (var piece = 0; piece < 15; piece++)
        {
            await output.WriteAsync(new byte[1], Token);
            await output.FlushAsync(Token);
            await Task.WhenAny(answer, Task.Delay(Limit / 10, Token));
            Assert.False(answer.IsCompleted);
        }

        await server.GetStream().WriteAsync("x"u8.ToArray(), Token);
        Assert.Equal((byte)'x', await answer);
    }

    [Fact]
    public async Task SilentServer_IsStalled_AfterTheLastData()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        using var server = await listener.AcceptTcpClientAsync(Token);
        var input = new InputBuffer(client.GetStream()) { StallLimit = Limit };
        var output = new OutputBuffer(client.GetStream()) { Progressed = input.CountProgress() };
        var answer = input.ReadByteAsync(Token).AsTask();
        await output.WriteAsync(new byte[1], Token);
        await output.FlushAsync(Token);

        await Assert.ThrowsAsync<StalledException>(() => answer);
    }
}
