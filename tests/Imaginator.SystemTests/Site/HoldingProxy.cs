using System.Net.Sockets;
using System.Text;

namespace Imaginator.SystemTests.Site;

/// <summary>
/// Hands connections on to a server until a client calls some method. From then on nothing passes on that connection: not the
/// call; or, where answers are held, not what the server says once it has accepted the call.
/// </summary>
internal sealed class HoldingProxy(int target, string method, bool holdsAnswers) : TestProxy(target)
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _call = Encoding.ASCII.GetBytes(method + "\n");

    /// <summary>Completes when a client has made the call.</summary>
    public Task Held => _held.Task;

    protected override Task CarryAsync(NetworkStream client, NetworkStream server, CancellationToken end)
    {
        var called = new TaskCompletionSource();
        return Task.WhenAny(PumpRequestsAsync(client, server, called, end), PumpAnswersAsync(server, client, called.Task, end));
    }

    private async Task PumpRequestsAsync(NetworkStream from, NetworkStream to, TaskCompletionSource called, CancellationToken cancellationToken)
    {
        // What may be the beginning of the call is kept until more is there.
        var buffer = new byte[64 * 1024];
        var kept = 0;
        try
        {
            for (int length; (length = await from.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0;)
            {
                var all = buffer.AsMemory(0, kept + length);
                if (all.Span.IndexOf(_call) >= 0)
                {
                    if (!holdsAnswers)
                    {
                        _held.TrySetResult();
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                    }

                    called.SetResult();
                    await to.WriteAsync(all, cancellationToken);
                    _held.TrySetResult();
                    await from.CopyToAsync(to, cancellationToken);
                    return;
                }

                kept = BeginningAtTheEnd(all.Span);
                await to.WriteAsync(all[..^kept], cancellationToken);
                all[^kept..].CopyTo(buffer);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private async Task PumpAnswersAsync(NetworkStream from, NetworkStream to, Task called, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await from.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                // An empty line accepts the call: without it, the client does not send what the call is about.
                var isHeld = called.IsCompleted;
                await to.WriteAsync(buffer.AsMemory(0, isHeld ? 1 : length), cancellationToken);
                if (isHeld)
                {
                    await from.CopyToAsync(Stream.Null, cancellationToken);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has gone, and so goes the other.
        }
    }

    private int BeginningAtTheEnd(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, _call.Length - 1);
        while (length > 0 && !bytes.EndsWith(_call.AsSpan(0, length)))
        {
            length--;
        }

        return length;
    }
}
