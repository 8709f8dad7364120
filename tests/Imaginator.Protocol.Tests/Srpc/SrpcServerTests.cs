using System.Net.Sockets;
using System.Text;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class SrpcServerTests
{
    [Theory]
    [InlineData("CONNECT /_goSRPC_/ HTTP/1.0\n\n", "HTTP/1.0 200 Connected to Go SRPC\n\n")]
    [InlineData("CONNECT /_goSRPC_/anything HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.0 200 Connected to Go SRPC\n\n")]
    [InlineData("CONNECT /_go_TLS_SRPC_/ HTTP/1.0\n\n", "HTTP/1.0 404 Not Found\r\n")]
    [InlineData("GET /_go_TLS_SRPC_/ HTTP/1.0\n\n", "HTTP/1.0 404 Not Found\r\n")]
    [InlineData("CONNECT /_goSRPC_/?a;b HTTP/1.0\n\n", "HTTP/1.0 400 Bad Request\r\n")]
    [InlineData("CONNECT /_goSRPC_/?a=%4 HTTP/1.0\n\n", "HTTP/1.0 400 Bad Request\r\n")]
    [InlineData("CONNECT /_goSRPC_/?a=%41&b HTTP/1.0\n\n", "HTTP/1.0 200 Connected to Go SRPC\n\n")]
    [InlineData("CONNECT /elsewhere HTTP/1.0\n\n", "HTTP/1.0 404 Not Found\r\n")]
    [InlineData("GET /_goSRPC_/ HTTP/1.0\n\n", "HTTP/1.0 400 Bad Request\r\n")]
    [InlineData("nonsense\n\n", "HTTP/1.0 400 Bad Request\r\n")]
    [InlineData("CONNECT /_goSRPC_/ HTTP/1.0\n\nA.B.C\n", "malformed Service.Method: A.B.C\n")]
    [InlineData("CONNECT /_goSRPC_/ HTTP/1.0\n\n\r\n\n  \n", "SRPC\n\n\n\n\n")]
    public async Task Answers_Requests(string request, string answer)
    {
        var written = await TalkAsync(Encoding.ASCII.GetBytes(request));

        Assert.Contains(answer, written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT /_goSRPC_/ HTTP/1.0\n\n")]
    [InlineData("CONNECT /")]
    public async Task Closes_WhenTooMuchIsSaidAtOnce(string beginning)
    {
        var written = await TalkAsync([.. Encoding.ASCII.GetBytes(beginning), .. Enumerable.Repeat((byte)'x', 100_000)]);

        Assert.DoesNotContain("unknown", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellsUndecodableRequests_AndStaysOpen()
    {
        byte[] session =
        [
            .. "CONNECT /_goSRPC_/ HTTP/1.0\n\nImageServer.CheckImage\n"u8,
            4, 4, 0, 0xFF, 0x80, // an int, not the request
            .. "\nA.B\n"u8,
        ];

        var written = await TalkAsync(session);

        Assert.EndsWith(
            "\ngob: wrong type: received Int, expected CheckImageRequest\n\nunknown service: A\n", written,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellsRequestsThatAreTooLarge_AndCloses()
    {
        byte[] session =
        [
            .. "CONNECT /_goSRPC_/ HTTP/1.0\n\nImageServer.CheckImage\n"u8,
            0xFC, 0x7F, 0, 0, 0, // a message of two gigabytes, whose bytes look like calls
            .. "A.B\nA.B\n"u8,
        ];

        var written = await TalkAsync(session);

        Assert.EndsWith("\ngob: a value is longer than the permitted 4194304 bytes\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosesAfterAnImageThatIsRefused_BecauseMoreOfItMayFollow()
    {
        var image = Capture.Load("imagetool-add");
        var call = image.Calls.Single(call => call.Method == "ImageServer.AddImage");
        var request = call.Exchange.First(step => step.IsFromClient).Bytes.ToArray();
        request[request.AsSpan().LastIndexOf("*filesystem.RegularInode"u8) + "*filesystem.".Length] = (byte)'Q';
        byte[] session = [.. "CONNECT /_goSRPC_/ HTTP/1.0\n\nImageServer.AddImage\n"u8, .. request, .. "A.B\n"u8];
        var service = new SrpcService("ImageServer", SrpcMethod.RequestReply<AddImageRequest, AddImageResponse>(
            "AddImage", (_, _, _) => Task.FromResult(new AddImageResponse())));

        var written = await TalkAsync(session, service);

        Assert.EndsWith(
            "\ngob: name not registered for interface: \"*filesystem.QegularInode\"\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocker_RefusesCalls_AndGetsItsPermitBack()
    {
        var permits = 1;
        var service = new SrpcService("ImageServer", SrpcMethod.RequestReply<CheckImageRequest, CheckImageResponse>(
            "CheckImage", (_, _, _) => Task.FromResult(new CheckImageResponse { ImageExists = permits == 0 })))
        {
            Blocker = (_, call) => permits == 0
                ? throw new SrpcException($"{call.Caller.UserName} reached limit")
                : Take(ref permits, () => permits++),
        };
        await using var host = new SrpcTestHost(new SrpcServerOptions(), service);
        await using var client = host.CreateClient();

        Assert.True((await CheckImageAsync(client)).ImageExists);
        Assert.True((await CheckImageAsync(client)).ImageExists);
        // The permit is given back after the reply; the answer to the next line comes after that.
        await client.UseAsync(
            async connection =>
            {
                await connection.PingAsync(TestContext.Current.CancellationToken);
                return true;
            },
            isRepeatable: false, TestContext.Current.CancellationToken);
        permits = 0;
        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckImageAsync(client));
        Assert.Equal(SrpcError.Refused, exception.Reason);
        Assert.Equal(1, host.Connections);
    }

    [Fact]
    public async Task Tells_AHandler_ThatItsClientHasGone()
    {
        var started = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        var service = new SrpcService("S", SrpcMethod.Streaming("Wait", async (call, token) =>
        {
            var disconnected = call.WatchForDisconnect();
            started.SetResult();
            await Task.Delay(Timeout.Infinite, disconnected).ContinueWith(
                _ => gone.SetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }));
        await using var host = new SrpcTestHost(new SrpcServerOptions(), service);
        var connection = await SrpcClientStream.ConnectAsync(
            "127.0.0.1", host.Port, new SrpcClientOptions(), TestContext.Current.CancellationToken);
        using var call = await connection.BeginAsync("S.Wait", GobLimits.Default, TestContext.Current.CancellationToken);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await connection.DisposeAsync();

        await gone.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Watching_LosesNothingThatTheClientSays()
    {
        var service = new SrpcService("S", SrpcMethod.Streaming("Watch", (call, _) =>
        {
            call.WatchForDisconnect();
            return Task.CompletedTask;
        }));
        await using var host = new SrpcTestHost(new SrpcServerOptions(), service);
        await using var client = host.CreateClient();
        for (var i = 0; i < 20; i++)
        {
            await client.UseAsync(
                async connection =>
                {
                    using var call = await connection.BeginAsync(
                        "S.Watch", GobLimits.Default, TestContext.Current.CancellationToken);
                    call.End();
                    return 0;
                },
                isRepeatable: false, TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, host.Connections);
    }

    [Fact]
    public async Task ConnectionThatTimesOut_Ends_LikeOneThatIsReset()
    {
        await using var connection = new TimedOutStream("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray());
        var server = new SrpcServer(new SrpcServerOptions(), [], NullLogger<SrpcServer>.Instance);

        await server.HandleAsync(connection, default, null, TestContext.Current.CancellationToken);

        Assert.Equal(connection.Length, connection.Position);
    }

    [Fact]
    public void Lists_Methods()
    {
        var server = new SrpcServer(
            new SrpcServerOptions(), [SrpcTestHost.CheckImageService(isPublic: true)], NullLogger<SrpcServer>.Instance);

        Assert.Equal([".LocalUpgradeToUnix", "ImageServer.CheckImage"], server.ListMethods(publicOnly: false));
        Assert.Equal(["ImageServer.CheckImage"], server.ListMethods(publicOnly: true));
    }

    private static async Task<string> TalkAsync(byte[] said, SrpcService? service = null)
    {
        var connection = new DuplexStream(said[3..]);
        var server = new SrpcServer(
            new SrpcServerOptions(), [service ?? SrpcTestHost.CheckImageService()], NullLogger<SrpcServer>.Instance);
        await server.HandleAsync(connection, said.AsMemory(0, 3), null, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(connection.Written);
    }

    private static Task<CheckImageResponse> CheckImageAsync(SrpcClient client) =>
        client.CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest(), isRepeatable: true,
            TestContext.Current.CancellationToken);

    private static Permit Take(ref int permits, Action giveBack)
    {
        permits--;
        return new Permit(giveBack);
    }

    /// <summary>After its bytes, what Kestrel reports of a connection without a route.</summary>
    private sealed class TimedOutStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new SocketException((int)SocketError.TimedOut);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }

    private sealed class Permit(Action giveBack) : IDisposable
    {
        public void Dispose() => giveBack();
    }
}
