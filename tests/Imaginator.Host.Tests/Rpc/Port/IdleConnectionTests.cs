using System.Net.Sockets;

namespace Imaginator.Host.Tests.Rpc.Port;

/// <summary>Machines keep connections open for years and say nothing.</summary>
[Collection(nameof(IdleConnectionTests))]
[CollectionDefinition(nameof(IdleConnectionTests), DisableParallelization = true)]
public sealed class IdleConnectionTests(ITestOutputHelper output)
{
    private const int Count = 2_000;

    /// <summary>Managed memory for each, the client's side in this process included, in bytes.</summary>
    private const long Budget = 10 * 1024;

    [Fact]
    public async Task TwoThousand_TakeLittleMemory_AndNoneOfTheOthersTime()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(PortTests.AddEcho);
        var sockets = new List<Socket>(Count);
        try
        {
            await OpenAsync(); // what is made once is not counted
            var before = GC.GetTotalMemory(forceFullCollection: true);
            while (sockets.Count <= Count)
            {
                await OpenAsync();
            }

            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
            output.WriteLine($"{each} bytes for each of {Count} idle connections");
            Assert.InRange(each, 0, Budget);

            // They still answer, and nobody else waits for them.
            foreach (var socket in sockets.Where((_, index) => index % 100 == 0))
            {
                await socket.SendAsync("\n"u8.ToArray(), TestContext.Current.CancellationToken);
                Assert.Equal("\n", await PortTests.ReceiveAsync(socket, 1));
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        async Task OpenAsync()
        {
            var socket = await PortTests.ConnectAsync(daemon.Port);
            sockets.Add(socket);
            await socket.SendAsync("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.EndsWith("SRPC\n\n", await PortTests.ReceiveAsync(socket, 35), StringComparison.Ordinal);
        }
    }
}
