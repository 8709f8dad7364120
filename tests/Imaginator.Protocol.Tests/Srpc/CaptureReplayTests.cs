using System.Text;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Gob;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class CaptureReplayTests
{
    public static TheoryData<string> Names => Capture.Names;

    public static TheoryData<string> NamesForServer =>
        [.. Capture.Names.Select(row => row.Data).Where(name => name != "local-upgrade-accepted")];

    public static TheoryData<string> JsonNames => Capture.JsonNames;

    [Theory]
    [MemberData(nameof(NamesForServer))]
    public async Task Server_AnswersRecordedClients(string name)
    {
        var capture = Capture.Load(name);
        var connection = new DuplexStream(capture.FromClient);
        var answers = await CaptureReader.ReadValuesAsync(capture, ofClient: false);

        await new ReplayServer(capture, answers).Create().HandleAsync(
            connection, ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);

        using var reader = new CaptureReader(connection.Written);
        await reader.AssertSameAsync(capture, ofClient: false);
    }

    [Fact]
    public async Task Server_HasNoUnixSocketToSwitchTo()
    {
        // The recorded server has one. Without, a client does not send its second request.
        var request = Capture.Load("local-upgrade-accepted").FromClient[..122];
        var connection = new DuplexStream(request);
        var server = new SrpcServer(new SrpcServerOptions(), [], NullLogger<SrpcServer>.Instance);

        await server.HandleAsync(
            connection, ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);

        Assert.Contains("no socket", Encoding.ASCII.GetString(connection.Written), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Client_UnderstandsRecordedServers_AndSaysTheSame(string name)
    {
        var capture = Capture.Load(name);
        var said = await CaptureReader.ReadValuesAsync(capture, ofClient: true);
        var heard = await CaptureReader.ReadValuesAsync(capture, ofClient: false);
        var stream = new DuplexStream(capture.FromServer);
        var options = new SrpcClientOptions { DoNotUsePowers = name == "imagetool-denied" };
        var input = await SrpcClientStream.HandshakeAsync(
            stream, isTls: false, options, TestContext.Current.CancellationToken);
        await using var connection = new SrpcConnection(stream, input!, TimeProvider.System);

        foreach (var call in capture.Calls)
        {
            await ReplayAsync(connection, call, said, heard);
            Assert.True(connection.IsUsable);
        }

        using var reader = new CaptureReader(stream.Written);
        await reader.AssertSameAsync(capture, ofClient: true);
    }

    [Theory]
    [MemberData(nameof(JsonNames))]
    public async Task Server_RefusesTheJsonCoder(string name)
    {
        var connection = new DuplexStream(Capture.Load(name).FromClient);
        var server = new SrpcServer(new SrpcServerOptions(), [], NullLogger<SrpcServer>.Instance);

        await server.HandleAsync(
            connection, ReadOnlyMemory<byte>.Empty, null, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.0 404 Not Found\r\n", Encoding.ASCII.GetString(connection.Written), StringComparison.Ordinal);
    }

    private static async Task ReplayAsync(
        SrpcConnection connection, CaptureCall call, IReadOnlyDictionary<CaptureStep, object?> said,
        IReadOnlyDictionary<CaptureStep, object?> heard)
    {
        var token = TestContext.Current.CancellationToken;
        if (call.IsPing)
        {
            await connection.PingAsync(token);
        }
        else if (call.Refusal.Length > 0)
        {
            var exception = await Assert.ThrowsAsync<SrpcException>(
                () => connection.BeginAsync(call.Method, GobLimits.Default, token));
            Assert.EndsWith(call.Refusal, exception.Message, StringComparison.Ordinal);
            Assert.Equal(
                call.Refusal == "access to method denied" ? SrpcError.AccessDenied : SrpcError.Refused,
                exception.Reason);
        }
        else if (CaptureTypes.RequestReply.TryGetValue(call.Method, out var types))
        {
            await ReplayRequestReplyAsync(connection, call, types, said, heard);
        }
        else
        {
            using var channel = await connection.BeginAsync(call.Method, GobLimits.Default, token);
            foreach (var step in call.Exchange)
            {
                await ReplayStepAsync(channel, call.Method, step, said, heard);
            }

            await channel.FlushAsync(token);
            channel.End();
        }
    }

    private static async Task ReplayRequestReplyAsync(
        SrpcConnection connection, CaptureCall call, (Type Request, Type Reply) types,
        IReadOnlyDictionary<CaptureStep, object?> said, IReadOnlyDictionary<CaptureStep, object?> heard)
    {
        var request = said[call.Exchange.First(step => step.Note == "request")];
        if (call.Exchange.FirstOrDefault(step => step.Note == "failure") is { } failure)
        {
            var exception = await Assert.ThrowsAsync<SrpcException>(
                () => ChannelCalls.CallAsync(connection, call.Method, types, request));
            Assert.Equal(failure.Line, exception.Message);
            Assert.Equal(SrpcError.Failed, exception.Reason);
            return;
        }

        var reply = await ChannelCalls.CallAsync(connection, call.Method, types, request);
        await AssertEqualAsync(types.Reply, heard[call.Exchange.First(step => step.Note == "reply")], reply);
    }

    private static async Task ReplayStepAsync(
        SrpcClientCall channel, string method, CaptureStep step, IReadOnlyDictionary<CaptureStep, object?> said,
        IReadOnlyDictionary<CaptureStep, object?> heard)
    {
        var token = TestContext.Current.CancellationToken;
        switch (step)
        {
            case { Kind: "gob", IsFromClient: true }:
                await ChannelCalls.WriteAsync(channel, CaptureTypes.Of(method, step), said[step]);
                break;
            case { Kind: "gob" }:
                var type = CaptureTypes.Of(method, step);
                await AssertEqualAsync(type, heard[step], await ChannelCalls.ReadAsync(channel, type));
                break;
            case { IsFromClient: true }:
                await channel.WriteRawAsync(step.Bytes, token);
                break;
            case { Kind: "line" }:
                Assert.Equal(step.Line, await channel.ReadLineAsync(token));
                break;
            default:
                var raw = new byte[step.Bytes.Length];
                await channel.OpenRaw(raw.Length).ReadExactlyAsync(raw, token);
                Assert.Equal(step.Bytes.ToArray(), raw);
                break;
        }
    }

    private static async Task AssertEqualAsync(Type type, object? expected, object? actual) => Assert.Equal(
        await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, expected)),
        await GobRoundTrip.EncodeAsync(DominatorTypes.Catalog, (type, actual)));
}
