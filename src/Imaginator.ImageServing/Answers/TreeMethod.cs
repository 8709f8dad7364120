using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Answers;

/// <summary>Methods with one request and one reply, which read image trees and whose reply can be as large as a tree.</summary>
internal static class TreeMethod
{
    /// <summary>Creates a method; <paramref name="handle"/> acquires the slot before it reads a tree.</summary>
    public static SrpcMethod RequestReply<TRequest, TReply>(
        string name, TreeSlots slots, Func<TRequest, SrpcCall, TreeSlot, CancellationToken, Task<TReply>> handle) =>
        new(name, async (call, cancellationToken) =>
        {
            using var slot = slots.CreateSlot(call);

            // A separate method, because this one would keep the reply in memory until it is sent.
            await using var answer = await PrepareAsync(handle, slots, call, slot, cancellationToken);
            if (answer is not null)
            {
                slot.Release();
                await call.WriteRawAsync(answer, answer.Length, cancellationToken);
            }
        });

    // Null if the reply is already sent.
    private static async Task<FileStream?> PrepareAsync<TRequest, TReply>(
        Func<TRequest, SrpcCall, TreeSlot, CancellationToken, Task<TReply>> handle, TreeSlots slots, SrpcCall call,
        TreeSlot slot, CancellationToken cancellationToken)
    {
        TReply reply;
        try
        {
            reply = await handle(await call.ReadAsync<TRequest>(cancellationToken), call, slot, cancellationToken);
        }
        catch (ImaginatorException exception)
        {
            call.HasFailed = true;
            await call.WriteLineAsync(SrpcWire.ToErrorLine(exception.Message), cancellationToken);
            return null;
        }

        var answer = slot.IsHeld ? await slots.TryWriteToFileAsync(reply, cancellationToken) : null;
        await call.WriteLineAsync("", cancellationToken);
        if (answer is null)
        {
            await call.WriteAsync(reply, cancellationToken);
            await call.FlushAsync(cancellationToken);
        }

        return answer;
    }
}
