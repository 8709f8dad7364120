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
        using var pair = await Pair.ConnectAsync();
        var answer = pair.Input.ReadByteAsync(Token).AsTask();

        // Longer than the limit, in pieces far below it.
        for (var piece = 0; piece < 15; piece++)
        {
            await pair.Output.WriteAsync(new byte[1], Token);
            await pair.Output.FlushAsync(Token);
            await Task.WhenAny(answer, Task.Delay(Limit / 10, Token));
            Assert.False(answer.IsCompleted);
        }

        await pair.Server.GetStream().WriteAsync("x"u8.ToArray(), Token);
        Assert.Equal((byte)'x', await answer);
    }

    [Fact]
    public async Task SilentServer_IsStalled_AfterTheLastData()
    {
        using var pair = await Pair.ConnectAsync();
        var answer = pair.Input.ReadByteAsync(Token).AsTask();
        await pair.Output.WriteAsync(new byte[1], Token);
        await pair.Output.FlushAsync(Token);

        await Assert.ThrowsAsync<StalledException>(() => answer);
    }

    /// <summary>A client that counts progress, and its server.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly TcpClient _client;

        private Pair(TcpClient client, TcpClient server)
        {
            _client = client;
            Server = server;
            Input = new InputBuffer(client.GetStream()) { StallLimit = Limit };
            Output = new OutputBuffer(client.GetStream()) { Progressed = Input.CountProgress() };
        }

        public TcpClient Server { get; }

        public InputBuffer Input { get; }

        public OutputBuffer Output { get; }

        public static async Task<Pair> ConnectAsync()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
            return new Pair(client, await listener.AcceptTcpClientAsync(Token));
        }

        public void Dispose()
        {
            _client.Dispose();
            Server.Dispose();
        }
    }
}
