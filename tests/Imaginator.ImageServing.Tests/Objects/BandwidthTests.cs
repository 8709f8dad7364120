using Imaginator.ImageServing.Objects;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.ImageServing.Tests.Objects;

public sealed class BandwidthTests : IAsyncDisposable
{
    private const string Method = "ObjectServer.TestBandwidth";

    // Each look at the clock takes a tenth of a second.
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) };
    private readonly ServingHost _host;
    private readonly SrpcClient _client;

    public BandwidthTests()
    {
        _host = ServingHost.Start(_time);
        _client = _host.CreateClient();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(1_000_000_000, 60)]
    public async Task FromServer_ChunksComeForTheTimeAskedFor_WithinBounds(long seconds, int expected)
    {
        var request = new TestBandwidthRequest { Duration = GobDuration.From(TimeSpan.FromSeconds(seconds)), ChunkSize = 1000 };

        var (chunks, response) = await _client.UseAsync(
            async connection =>
            {
                using var call = await BeginAsync(connection, request);
                var chunk = new byte[1001];
                var count = 0;
                do
                {
                    await call.ReadRawAsync(chunk, Token);
                    count++;
                }
                while (chunk[^1] != 0);

                var answer = await call.ReadAsync<TestBandwidthResponse>(Token);
                call.End();
                await connection.PingAsync(Token); // still in step
                return (count, answer);
            },
            false, Token);

        Assert.InRange(chunks, expected * 10 - 1, expected * 10 + 1);
        Assert.InRange(response.ServerDuration.ToTimeSpan().TotalSeconds, expected, expected + 1);
    }

    [Fact]
    public async Task ToServer_ChunksAreTakenUntilTheLast()
    {
        var response = await _client.UseAsync(
            async connection =>
            {
                using var call = await BeginAsync(connection, new TestBandwidthRequest { ChunkSize = BandwidthTest.MaximumChunkBytes, SendToServer = true });
                var chunk = new byte[BandwidthTest.MaximumChunkBytes + 1];
                for (var left = 20; left >= 0; left--)
                {
                    chunk[^1] = (byte)left;
                    await call.WriteRawAsync(chunk, Token);
                }

                await call.FlushAsync(Token);
                var answer = await call.ReadAsync<TestBandwidthResponse>(Token);
                call.End();
                await connection.PingAsync(Token);
                return answer;
            },
            false, Token);

        Assert.True(response.ServerDuration.ToTimeSpan() > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(BandwidthTest.MaximumChunkBytes + 1UL, false)]
    [InlineData(ulong.MaxValue, false)]
    [InlineData(ulong.MaxValue, true)]
    public async Task LargerChunks_AreRefused_BeforeMemoryIsTakenForThem(ulong size, bool toServer) =>
        await AssertIsClosedAsync(new TestBandwidthRequest { ChunkSize = size, SendToServer = toServer }, TimeSpan.Zero);

    [Fact]
    public async Task SenderWithoutEnd_IsCutOff() =>
        await AssertIsClosedAsync(
            new TestBandwidthRequest { ChunkSize = 1, SendToServer = true },
            BandwidthTest.MaximumDuration + BandwidthTest.Grace);

    [Fact]
    public async Task MoreThanAFewAtOnce_AreRefused()
    {
        await using var other = _host.CreateClient();
        await using var third = _host.CreateClient();
        var request = new TestBandwidthRequest { ChunkSize = 1, SendToServer = true };

        await _client.UseAsync(
            async connection =>
            {
                using var first = await BeginAsync(connection, request);
                await other.UseAsync(
                    async beside =>
                    {
                        using var second = await BeginAsync(beside, request);
                        var refusal = await Assert.ThrowsAsync<SrpcException>(() => third.UseAsync(
                            one => one.BeginAsync(Method, GobLimits.Default, Token), false, Token));
                        Assert.Contains($"reached limit of {BandwidthTest.MaximumPerUser} calls for {Method}", refusal.Message, StringComparison.Ordinal);
                        await EndAsync(second);
                        return true;
                    },
                    false, Token);
                await EndAsync(first);
                return true;
            },
            false, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static async Task<SrpcClientCall> BeginAsync(SrpcConnection connection, TestBandwidthRequest request)
    {
        var call = await connection.BeginAsync(Method, GobLimits.Default, Token);
        await call.WriteAsync(request, Token);
        await call.FlushAsync(Token);
        return call;
    }

    private static async Task EndAsync(SrpcClientCall call)
    {
        await call.WriteRawAsync(new byte[2], Token);
        await call.FlushAsync(Token);
        await call.ReadAsync<TestBandwidthResponse>(Token);
        call.End();
    }

    /// <summary>The server ends the connection once some time has passed, whenever it began to count.</summary>
    private async Task AssertIsClosedAsync(TestBandwidthRequest request, TimeSpan after)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _client.UseAsync(
            async connection =>
            {
                using var call = await BeginAsync(connection, request);
                var answer = call.ReadAsync<TestBandwidthResponse>(Token).AsTask();
                while (!answer.IsCompleted)
                {
                    _time.Advance(after);
                    await Task.WhenAny(answer, Task.Delay(5, Token));
                }

                return await answer;
            },
            false, Token));
        Assert.True(failure is SrpcException { Reason: SrpcError.ConnectionLost } or EndOfStreamException, failure.ToString());
    }
}
