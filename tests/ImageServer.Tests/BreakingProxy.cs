using System.Net.Sockets;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>Hands connections on, and breaks the first ones after exactly some bytes in both directions together.</summary>
internal sealed class BreakingProxy(int target, int breaksAfter, int times) : TestProxy(target)
{
    private int _times = times;
    private long _bytesFromClients;

    public long BytesFromClients => Interlocked.Read(ref _bytesFromClients);

    protected override Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end)
    {
        var left = new StrongBox(_times-- > 0 ? breaksAfter : int.MaxValue);
        return Task.WhenAny(
            PumpAsync(client, server, left, count => Interlocked.Add(ref _bytesFromClients, count), end),
            PumpAsync(server, client, left, _ => { }, end));
    }

    private static async Task PumpAsync(
        Stream from, Stream to, StrongBox left, Action<int> count, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            for (int length; (length = await from.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                count(length);
                var passing = (int)Math.Clamp(Interlocked.Add(ref left.Value, -length) + (long)length, 0, length);
                await to.WriteAsync(buffer.AsMemory(0, passing), cancellationToken);
                if (passing < length)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private sealed class StrongBox(int value)
    {
        public int Value = value;
    }
}
