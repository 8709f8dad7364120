using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class SrpcClientTests
{
    [Fact]
    public async Task Reuses_AConnection()
    {
        await using var host = new SrpcTestHost(new SrpcServerOptions(), SrpcTestHost.CheckImageService());
        await using var client = host.CreateClient();

        for (var i = 0; i < 5; i++)
        {
            await CheckImageAsync(client, isRepeatable: false);
        }

        Assert.Equal(1, host.Connections);
    }

    [Fact]
    public async Task ReplacesAnIdleConnection_ThatTheServerHasClosed()
    {
        await using var host = new SrpcTestHost(new SrpcServerOptions(), ServiceThatClosesAfterACall());
        await using var client = new SrpcClient(
            "127.0.0.1", host.Port, new SrpcClientOptions { PingAfterIdle = TimeSpan.Zero });

        await CloseAsync(client);
        await CloseAsync(client);

        Assert.Equal(2, host.Connections);
    }

    [Fact]
    public async Task LimitsTheTlsHandshake()
    {
        using var authority = new TestAuthority("CA");
        using var certificate = authority.IssueClient("ann");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var accepting = listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        await using var client = new SrpcClient("127.0.0.1", port, new SrpcClientOptions
        {
            GetCertificates = () => [new ClientCertificate(certificate)],
            TlsHandshakeTimeout = TimeSpan.FromMilliseconds(100),
            SetUpTimeout = TimeSpan.FromMinutes(5),
        });
        var call = Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client, isRepeatable: false));

        using var silent = await accepting;
        await silent.GetStream().WriteAsync(
            "HTTP/1.0 200 Connected to Go SRPC\n\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal($"127.0.0.1:{port} did not complete the TLS handshake within 0.1 s", (await call).Message);
    }

    [Theory]
    [InlineData(true, 5)]
    [InlineData(false, 1)]
    public async Task Repeats_ABrokenCall_OnlyWhereThatIsSafe(bool isRepeatable, int calls)
    {
        var count = 0;
        var service = new SrpcService("ImageServer", SrpcMethod.Streaming(
            "CheckImage", (_, _) =>
            {
                Interlocked.Increment(ref count);
                throw new InvalidOperationException("closes the connection");
            }));
        await using var host = new SrpcTestHost(new SrpcServerOptions(), service);
        await using var client = new SrpcClient(
            "127.0.0.1", host.Port, new SrpcClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });

        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client, isRepeatable));

        Assert.Equal(SrpcError.ConnectionLost, exception.Reason);
        Assert.Equal(calls, count);
    }

    [Fact]
    public async Task TriesAgain_WhenTheConnectionBreaksWhileItIsSetUp()
    {
        var server = new SrpcServer(
            new SrpcServerOptions(), [SrpcTestHost.CheckImageService()], NullLogger<SrpcServer>.Instance);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeThirdAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using (var client = new SrpcClient("127.0.0.1", port, new SrpcClientOptions { RetryDelay = TimeSpan.Zero }))
        {
            Assert.True((await CheckImageAsync(client, isRepeatable: true)).ImageExists);
        }

        await serving;

        async Task ServeThirdAsync()
        {
            foreach (var isBroken in new[] { true, true, false })
            {
                using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                if (!isBroken)
                {
                    await server.HandleAsync(
                        connection.GetStream(), ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);
                }
            }
        }
    }

    [Fact]
    public async Task ForgetsItsIdleConnections_WhenOneHasBroken()
    {
        await using var host = new SrpcTestHost(
            new SrpcServerOptions(), ServiceThatClosesAfterACall(), SrpcTestHost.CheckImageService());
        await using var client = new SrpcClient(
            "127.0.0.1", host.Port, new SrpcClientOptions { PingAfterIdle = TimeSpan.FromDays(1) });
        var idle = await client.RentAsync(TestContext.Current.CancellationToken);
        var closed = await client.RentAsync(TestContext.Current.CancellationToken);
        await client.ReturnAsync(idle);
        await client.ReturnAsync(closed);
        await CloseAsync(client);
        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client, isRepeatable: false));
        Assert.Equal(SrpcError.ConnectionLost, exception.Reason);

        await CheckImageAsync(client, isRepeatable: false);

        Assert.Equal(3, host.Connections);
    }

    [Fact]
    public async Task TakesAReplyThatEndsTooEarly_ForABrokenConnection()
    {
        var service = new SrpcService("ImageServer", SrpcMethod.Streaming("CheckImage", async (call, token) =>
        {
            await call.WriteRawAsync(new byte[] { (byte)'\n', 52, 0x7F, 3 }, token);
            await call.FlushAsync(token);
            throw new InvalidOperationException("closes the connection");
        }));
        await using var host = new SrpcTestHost(new SrpcServerOptions(), service);
        await using var client = host.CreateClient();

        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client, isRepeatable: false));

        Assert.Equal(SrpcError.ConnectionLost, exception.Reason);
    }

    [Fact]
    public async Task Tells_ThatNobodyListens()
    {
        var port = FreePort.Next();
        await using var client = new SrpcClient("127.0.0.1", port, new SrpcClientOptions());

        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client, true));

        Assert.Equal(SrpcError.Unreachable, exception.Reason);
        Assert.Contains($"127.0.0.1:{port}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 Connected to Go SRPC\r\nX-Header: y\r\n\r\n", null)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", SrpcError.NoEndpoint)]
    [InlineData("HTTP/1.0 405 Method Not Allowed\r\n\r\n", SrpcError.MissingCertificate)]
    [InlineData("HTTP/1.0 401 Unauthorized\r\n\r\n", SrpcError.BadCertificate)]
    [InlineData("HTTP/1.0 301 Moved\r\n\r\n", SrpcError.NoEndpoint)]
    internal async Task Understands_AnswersOfServers(string answer, SrpcError? failure)
    {
        var stream = new DuplexStream(Encoding.ASCII.GetBytes(answer));
        var handshake = () => SrpcClientStream.HandshakeAsync(
            stream, isTls: false, new SrpcClientOptions(), TestContext.Current.CancellationToken);
        if (failure is null)
        {
            Assert.NotNull(await handshake());
            return;
        }

        Assert.Equal(failure, (await Assert.ThrowsAsync<SrpcException>(handshake)).Reason);
    }

    private static SrpcService ServiceThatClosesAfterACall() => new("S", SrpcMethod.Streaming(
        "Close",
        async (call, token) =>
        {
            await call.WriteLineAsync("bye", token);
            await call.FlushAsync(token);
            throw new InvalidOperationException("closes the connection");
        }));

    private static Task<string> CloseAsync(SrpcClient client) => client.UseAsync(
        async connection =>
        {
            using var call = await connection.BeginAsync(
                "S.Close", Imaginator.Protocol.Gob.Schemas.GobLimits.Default, TestContext.Current.CancellationToken);
            var line = await call.ReadLineAsync(TestContext.Current.CancellationToken);
            call.End();
            return line;
        },
        isRepeatable: false, TestContext.Current.CancellationToken);

    private static Task<CheckImageResponse> CheckImageAsync(SrpcClient client, bool isRepeatable) =>
        client.CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest(), isRepeatable, TestContext.Current.CancellationToken);
}
