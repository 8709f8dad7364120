using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Clients that fall silent during a call, without an end of the connection.</summary>
public sealed class ServerStallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task EndsACall_WhoseClientSendsNoMore() => EndsAsync(
        async (call, token) => await call.ReadRawAsync(new byte[10], token), "sent no data for 0.1 s");

    [Fact]
    public Task EndsACall_WhoseClientAcceptsNoMore() => EndsAsync(
        async (call, token) =>
        {
            while (true)
            {
                await call.WriteRawAsync(new byte[1 << 20], token);
            }
        },
        "accepted no data for 0.1 s");

    private static async Task EndsAsync(Func<SrpcCall, CancellationToken, Task> handle, string cause)
    {
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new SrpcService("S", SrpcMethod.Streaming("Transfer", async (call, token) =>
        {
            try
            {
                await handle(call, token);
            }
            catch (Exception exception)
            {
                failure.TrySetResult(exception);
                throw;
            }
        }));
        await using var host = new SrpcTestHost(
            new SrpcServerOptions { ProgressTimeout = TimeSpan.FromMilliseconds(100) }, service);
        await using var client = host.CreateClient();
        await using var connection = await client.RentAsync(Token);
        using var call = await connection.BeginAsync("S.Transfer", GobLimits.Default, Token);

        var exception = await failure.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.IsType<StalledException>(exception);
        Assert.Contains(cause, exception.Message, StringComparison.Ordinal);
    }
}
