using System.IO.Pipelines;
using System.Net.Sockets;
using Imaginator.Connections;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Port;

/// <summary>Routes each connection of a port to SRPC, to HTTP, or through TLS to HTTP.</summary>
internal sealed class PortMux(
    SrpcServer srpc,
    ConnectionDelegate? http,
    ConnectionDelegate? https,
    TimeProvider timeProvider,
    ILogger logger,
    CancellationToken stopping)
{
    /// <summary>The maximum time that calls go on after the daemon stops, so that clients get the results of their builds.</summary>
    public static readonly TimeSpan LastAnswerTimeout = TimeSpan.FromSeconds(2);

    private static readonly byte[] NoPlainHttp =
    [
        .. "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 51\r\nConnection: close\r\n\r\n"u8,
        .. "this daemon answers https: only (-plainHttp=false)\n"u8,
    ];

    /// <summary>Serves a connection to its end.</summary>
    public Task ServeAsync(ConnectionContext connection) => ServeFirstAsync(connection).Unwrap();

    // Two steps: the memory of the first one is free while the connection lives.
    private async Task<Task> ServeFirstAsync(ConnectionContext connection)
    {
        // Pages list the methods of the port of the request.
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
            case ConnectionKind.Http:
                return RefusePlainHttpAsync(connection);
            default:
                return Task.CompletedTask;
        }
    }

    // One answer for all requests, which are not read.
    private static async Task RefusePlainHttpAsync(ConnectionContext connection)
    {
        try
        {
            await connection.Transport.Output.WriteAsync(NoPlainHttp);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client has disconnected.
        }
    }

    private async Task<ConnectionKind> ClassifyAsync(ConnectionContext connection)
    {
        // The table of connections limits the time.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, stopping);
        try
        {
            return await ClassifyAsync(connection.Transport.Input, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client has disconnected, or was silent for too long.
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
                // Nothing is consumed or examined: the next reader gets all bytes at once.
                input.AdvanceTo(result.Buffer.Start);
                return kind;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async Task ServeSrpcAsync(ConnectionContext connection)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        using var disconnected = connection.ConnectionClosed.UnsafeRegister(Cancel, end);
        using var stop = stopping.UnsafeRegister(CancelLater, end);
        var stream = new TransportStream(connection.Transport);
        var slot = connection.Features.Get<ConnectionSlot>();
        try
        {
            await srpc.HandleAsync(
                stream,
                ReadOnlyMemory<byte>.Empty,
                connection.RemoteEndPoint,
                new SrpcAdmission(isKnown => slot is null || Admit(slot, isKnown), stopping),
                end.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected, or the daemon stops.
        }
    }

    /// <summary>Known clients can be idle for any time. The table can close others to accept new connections.</summary>
    private static bool Admit(ConnectionSlot slot, bool isKnown)
    {
        if (isKnown)
        {
            return slot.TryHold();
        }

        slot.Establish();
        return true;
    }

    private static void Cancel(object? end) => ((CancellationTokenSource)end!).Cancel();

    private static void CancelLater(object? end) => ((CancellationTokenSource)end!).CancelAfter(LastAnswerTimeout);
}
