using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>A method of a service.</summary>
/// <param name="Name">The name, without the name of the service.</param>
/// <param name="InvokeAsync">Performs the call, from its acceptance to the last byte.</param>
public sealed record SrpcMethod(string Name, Func<SrpcCall, CancellationToken, Task> InvokeAsync)
{
    /// <summary>Whether every caller with a user name can call the method.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether every caller can call the method, even without authentication.</summary>
    public bool IsUnauthenticated { get; init; }

    /// <summary>
    /// Another method of the same service whose permissions also permit this method, because both do the same; null for
    /// none.
    /// </summary>
    public string? PermittedLike { get; init; }

    /// <summary>The limits of the requests.</summary>
    public GobLimits Limits { get; init; } = GobLimits.Default;

    /// <summary>Creates a method with one request and one reply.</summary>
    /// <param name="name">The name, without the name of the service.</param>
    /// <param name="handle">
    /// Creates the reply. The caller receives the message of a thrown <see cref="ImaginatorException"/>.
    /// </param>
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
    /// Creates a method with a custom exchange. If its handler fails, the server closes the connection, because the
    /// protocol has no other signal.
    /// </summary>
    /// <param name="name">The name, without the name of the service.</param>
    public static SrpcMethod Streaming(string name, Func<SrpcCall, CancellationToken, Task> handle) =>
        new(name, handle);
}
