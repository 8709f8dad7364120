using System.Buffers;
using System.Net.Sockets;

namespace Imaginator.Building.Sandboxing.Networks;

/// <summary>Copies between two TCP connections until both directions have ended, or one has failed.</summary>
internal static class SocketPump
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Copies in both directions. The caller closes the sockets.</summary>
    public static async Task RunAsync(Socket first, Socket second, CancellationToken cancellationToken)
    {
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(CopyAsync(first, second, failure), CopyAsync(second, first, failure));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The other side must not mistake an interruption for the end.
            Abort(first);
            Abort(second);
        }
    }

    /// <summary>Lets the other side see a failure, and not the end, when the socket is closed.</summary>
    public static void Abort(Socket socket) => socket.LingerState = new LingerOption(enable: true, seconds: 0);

    private static async Task CopyAsync(Socket from, Socket to, CancellationTokenSource failure)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer, failure.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), failure.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            await failure.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
