using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Answers;

/// <summary>Methods that take one request, read image trees, and give one reply, which may be as large as a tree.</summary>
internal static class TreeMethod
{
    /// <summary>Creates one.</summary>
    /// <param name="name">Its name, without that of the service.</param>
    /// <param name="places">The places of calls that have a tree in memory.</param>
    /// <param name="handle">
    /// Makes the reply, and takes a place before it reads a tree; what it throws as <see cref="ImaginatorException"/> the caller
    /// is told.
    /// </param>
    public static SrpcMethod RequestReply<TRequest, TReply>(
        string name, TreeSlots places, Func<TRequest, SrpcCall, TreeSlot, CancellationToken, Task<TReply>> handle) =>
        new(name, async (call, cancellationToken) =>
        {
            using var place = places.CreateSlot(call);

            // A method of its own: here, the reply would be kept until it is sent.
            await using var answer = await PrepareAsync(handle, places, call, place, cancellationToken);
            if (answer is not null)
            {
                place.Release();
                await call.WriteRawAsync(answer, answer.Length, cancellationToken);
            }
        });

    // Null: it has been sent.
    private static async Task<FileStream?> PrepareAsync<TRequest, TReply>(
        Func<TRequest, SrpcCall, TreeSlot, CancellationToken, Task<TReply>> handle, TreeSlots places, SrpcCall call,
        TreeSlot place, CancellationToken cancellationToken)
    {
        TReply reply;
        try
        {
            reply = await handle(await call.ReadAsync<TRequest>(cancellationToken), call, place, cancellationToken);
        }
        catch (ImaginatorException exception)
        {
            call.HasFailed = true;
            await call.WriteLineAsync(SrpcWire.ToErrorLine(exception.Message), cancellationToken);
            return null;
        }

        var answer = place.IsHeld ? await places.TryWriteToFileAsync(reply, cancellationToken) : null;
        await call.WriteLineAsync("", cancellationToken);
        if (answer is null)
        {
            await call.WriteAsync(reply, cancellationToken);
            await call.FlushAsync(cancellationToken);
        }

        return answer;
    }
}
