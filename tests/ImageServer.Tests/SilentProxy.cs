using System.Net.Sockets;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>Hands some bytes of each connection on, then no more, and keeps the connection open.</summary>
internal sealed class SilentProxy(int target, int bytesToServer, int bytesToClient) : TestProxy(target)
{
    protected override Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end) =>
        Task.WhenAll(PumpAsync(client, server, bytesToServer, end), PumpAsync(server, client, bytesToClient, end));

    private static async Task PumpAsync(Stream from, Stream to, int left, CancellationToken end)
    {
        var buffer = new byte[4096];
        for (int length; left > 0 && (length = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), end)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, length), end);
            left -= length;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
    }
}
