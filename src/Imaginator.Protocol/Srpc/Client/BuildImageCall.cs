using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>
/// The client side of <c>Imaginator.BuildImage</c> and of <c>Imaginator.BuildImageWithEvents</c>, which also sends
/// events.
/// </summary>
public static class BuildImageCall
{
    /// <summary>The maximum number of events of one build; a client ignores further ones.</summary>
    public const int MaximumEvents = 1000;

    private const string Method = "Imaginator.BuildImage";
    private const string MethodWithEvents = "Imaginator.BuildImageWithEvents";

    /// <summary>Requests a build.</summary>
    /// <param name="connection">The connection; no other call can use it at the same time.</param>
    /// <param name="receiveLog">
    /// Receives the build log: during the build if the request asks to stream it, otherwise at the end.
    /// </param>
    /// <param name="cancellationToken">Closes the connection; the server then cancels the build.</param>
    /// <returns>The last response, with an error, a name or an image.</returns>
    /// <exception cref="SrpcException">The call was refused or failed, or the connection broke.</exception>
    public static Task<BuildImageResponse> RunAsync(
        SrpcConnection connection, BuildImageRequest request, Action<ReadOnlyMemory<byte>> receiveLog,
        CancellationToken cancellationToken) =>
        RunAsync(
            connection,
            Method,
            request,
            (call, token) => call.ReadAsync<BuildImageResponse>(token),
            receiveLog,
            cancellationToken);

    /// <summary>Requests a build. A server that does not support events builds without them.</summary>
    /// <param name="connection">The connection; no other call can use it at the same time.</param>
    /// <param name="receiveLog">
    /// Receives the build log: during the build if the request asks to stream it, otherwise at the end.
    /// </param>
    /// <param name="receiveEvent">
    /// Receives at most <see cref="MaximumEvents"/> events; the server chooses their contents.
    /// </param>
    /// <param name="cancellationToken">Closes the connection; the server then cancels the build.</param>
    /// <returns>The last response, with an error, a name or an image.</returns>
    /// <exception cref="SrpcException">The call was refused or failed, or the connection broke.</exception>
    public static async Task<BuildImageResponse> RunWithEventsAsync(
        SrpcConnection connection, BuildImageRequest request, Action<ReadOnlyMemory<byte>> receiveLog,
        Action<BuildEventMessage> receiveEvent, CancellationToken cancellationToken)
    {
        var events = 0;
        try
        {
            return await RunAsync(connection, MethodWithEvents, request, ReadResponseAsync, receiveLog, cancellationToken);
        }
        catch (SrpcException e) when (e.Reason is SrpcError.Refused or SrpcError.AccessDenied)
        {
            // An older server does not provide the method. A server that refuses for another reason refuses again.
            return await RunAsync(connection, request, receiveLog, cancellationToken);
        }

        async ValueTask<BuildImageResponse> ReadResponseAsync(SrpcClientCall call, CancellationToken token)
        {
            while (true)
            {
                var progress = await call.ReadAsync<BuildImageProgress>(token);
                if (progress.Event is { } buildEvent && ++events <= MaximumEvents)
                {
                    receiveEvent(buildEvent);
                }

                if (progress.Response is { } response)
                {
                    return response;
                }
            }
        }
    }

    private static async Task<BuildImageResponse> RunAsync(
        SrpcConnection connection, string method, BuildImageRequest request,
        Func<SrpcClientCall, CancellationToken, ValueTask<BuildImageResponse>> readResponseAsync,
        Action<ReadOnlyMemory<byte>> receiveLog, CancellationToken cancellationToken)
    {
        using var call = await connection.BeginAsync(method, GobLimits.Image, cancellationToken);
        return await SrpcConnection.GuardAsync(method, async () =>
        {
            await call.WriteAsync(request, cancellationToken);
            await call.FlushAsync(cancellationToken);
            var status = await call.ReadLineAsync(cancellationToken);
            if (status.Length > 0)
            {
                call.End();
                throw new SrpcException(SrpcError.Failed, status);
            }

            while (true)
            {
                var response = await readResponseAsync(call, cancellationToken);
                if (!response.BuildLog.IsEmpty)
                {
                    receiveLog(response.BuildLog);
                }

                if (response.ErrorString.Length > 0 || response.ImageName.Length > 0 || response.Image is not null)
                {
                    call.End();
                    return response;
                }
            }
        });
    }
}
