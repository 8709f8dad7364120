using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>A method of a service.</summary>
/// <param name="Name">Its name, without that of the service.</param>
/// <param name="InvokeAsync">Carries a call out, from after its acceptance to its last byte.</param>
internal sealed record SrpcMethod(string Name, Func<SrpcCall, CancellationToken, Task> InvokeAsync)
{
    /// <summary>Whether everyone with a user name may call it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether everyone may call it.</summary>
    public bool IsUnauthenticated { get; init; }

    /// <summary>
    /// The method of the same service whose permissions also permit this one, as both do the same; null if only its own do.
    /// </summary>
    public string? PermittedLike { get; init; }

    /// <summary>What its requests may take.</summary>
    public GobLimits Limits { get; init; } = GobLimits.Default;

    /// <summary>A method that takes one request and gives one reply.</summary>
    /// <param name="name">Its name, without that of the service.</param>
    /// <param name="handle">Makes the reply; what it throws as <see cref="ImaginatorException"/> the caller is told.</param>
    public static SrpcMethod RequestReply<TRequest, TReply>(
        string name, Func<TRequest, SrpcCall, CancellationToken, Task<TReply>> handle) =>
        new(name, async (call, cancellationToken) =>
        {
            TReply reply;
            try
            {
                reply = await handle(
                    await call.ReadAsync<TRequest>(cancellationToken), call, cancellationToken);
            }
            catch (ImaginatorException exception)
            {
                call.HasFailed = true;
                await call.WriteLineAsync(SrpcWire.ToErrorLine(exception.Message), cancellationToken);
                return;
            }

            await call.WriteLineAsync("", cancellationToken);
            await call.WriteAsync(reply, cancellationToken);
        });

    /// <summary>
    /// A method that goes its own way. When its handler fails, the connection is closed: there is no other sign.
    /// </summary>
    /// <param name="name">Its name, without that of the service.</param>
    public static SrpcMethod Streaming(string name, Func<SrpcCall, CancellationToken, Task> handle) =>
        new(name, handle);
}
