using System.IO.Pipelines;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Sends each connection of a port where it belongs: to SRPC, to HTTP, or through TLS to HTTP.</summary>
/// <param name="srpc">Serves SRPC.</param>
/// <param name="http">Goes on with HTTP in the clear; null where only SRPC is served.</param>
/// <param name="https">Goes on with TLS; null where there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what does not belong anywhere.</param>
/// <param name="stopping">Is cancelled when the daemon stops: SRPC connections are ended then.</param>
internal sealed class PortMux(
    SrpcServer srpc,
    ConnectionDelegate? http,
    ConnectionDelegate? https,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping)
{
    /// <summary>How long a client may take for its first bytes: as long as Kestrel lets it keep quiet between requests.</summary>
    public static readonly TimeSpan FirstBytesTimeout = TimeSpan.FromSeconds(130);

    /// <summary>How long calls may go on when the daemon stops: those who wait for builds hear what became of them.</summary>
    public static readonly TimeSpan LastAnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns>Completes when it is over.</returns>
    public Task ServeAsync(ConnectionContext connection) => ServeFirstAsync(connection).Unwrap();

    // In two steps, so that what the first one needs is not kept for as long as the connection lives.
    private async Task<Task> ServeFirstAsync(ConnectionContext connection)
    {
        // Pages tell what can be called by the port that they are asked for.
        connection.Features.Set(srpc);
        switch (await ClassifyAsync(connection))
        {
            case ConnectionKind.Srpc:
                return ServeSrpcAsync(connection);
            case ConnectionKind.Http when http is not null:
                return http(connection);
            case ConnectionKind.Https when https is not null:
                return https(connection);
            case ConnectionKind.Https:
                PortLog.NoTls(logger, connection.RemoteEndPoint);
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private async Task<ConnectionKind> ClassifyAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(FirstBytesTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            timeout.Token, connection.ConnectionClosed, stopping);
        try
        {
            return await ClassifyAsync(connection.Transport.Input, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It has gone, or said nothing for too long.
            return ConnectionKind.Unknown;
        }
    }

    private static async Task<ConnectionKind> ClassifyAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var kind = FirstBytes.Classify(result.Buffer);
            if (kind != ConnectionKind.Unknown || result.IsCompleted)
            {
                // Nothing was taken and nothing examined: whoever goes on sees all of it at once.
                input.AdvanceTo(result.Buffer.Start);
                return kind;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async Task ServeSrpcAsync(ConnectionContext connection)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var gone = connection.ConnectionClosed.UnsafeRegister(Cancel, end);
        using var late = stopping.UnsafeRegister(CancelLater, end);
        var stream = new TransportStream(connection.Transport);
        try
        {
            await srpc.HandleAsync(stream, ReadOnlyMemory<byte>.Empty, connection.RemoteEndPoint, end.Token, stopping);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the daemon stops.
        }
    }

    private static void Cancel(object? end) => ((CancellationTokenSource)end!).Cancel();

    private static void CancelLater(object? end) => ((CancellationTokenSource)end!).CancelAfter(LastAnswerTimeout);
}
