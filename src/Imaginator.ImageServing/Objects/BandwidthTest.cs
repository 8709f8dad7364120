using System.Security.Cryptography;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Objects;

/// <summary>
/// The method that measures a connection. One side sends chunks, as fast as it can, for as long as was asked for; then the
/// server says how long it took. The last byte of a chunk, one more than was asked for, is 0 in the last chunk only.
/// </summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class BandwidthTest(TimeProvider timeProvider)
{
    /// <summary>The largest chunk, in bytes, without its mark.</summary>
    public const int MaximumChunkBytes = 65_535;

    /// <summary>How many tests each user may run at once: they are made to fill the line.</summary>
    public const int MaximumPerUser = 2;

    /// <summary>How long the server sends, at least and at most; other wishes are bent.</summary>
    public static readonly TimeSpan MinimumDuration = TimeSpan.FromSeconds(1), MaximumDuration = TimeSpan.FromMinutes(1);

    /// <summary>How much longer it may take until the other side has sent, or taken, the last chunk.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const byte More = 1;
    private const byte Last = 0;

    /// <summary>Runs a test.</summary>
    /// <exception cref="SrpcException">The chunks are too large, or the other side takes too long.</exception>
    public async Task RunAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<TestBandwidthRequest>(cancellationToken);
        if (request.ChunkSize > MaximumChunkBytes)
        {
            throw new SrpcException($"chunks of {request.ChunkSize} bytes are too large: {MaximumChunkBytes} at most");
        }

        var duration = TimeSpan.FromTicks(Math.Clamp(request.Duration.ToTimeSpan().Ticks, MinimumDuration.Ticks, MaximumDuration.Ticks));
        using var deadline = new CancellationTokenSource((request.SendToServer ? MaximumDuration : duration) + Grace, timeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var chunk = new byte[(int)request.ChunkSize + 1];
        call.ExpectBulk();
        try
        {
            var started = timeProvider.GetTimestamp();
            await (request.SendToServer ? ReceiveAsync(call, chunk, end.Token) : SendAsync(call, chunk, duration, end.Token));
            await call.WriteAsync(
                new TestBandwidthResponse { ServerDuration = GobDuration.From(timeProvider.GetElapsedTime(started)) }, end.Token);
            await call.FlushAsync(end.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SrpcException("a test of bandwidth took too long");
        }
    }

    private async Task SendAsync(SrpcCall call, byte[] chunk, TimeSpan duration, CancellationToken cancellationToken)
    {
        // What compresses well would measure something else, where there is a tunnel.
        RandomNumberGenerator.Fill(chunk);
        chunk[^1] = More;
        var started = timeProvider.GetTimestamp();
        while (timeProvider.GetElapsedTime(started) < duration)
        {
            await call.WriteRawAsync(chunk, cancellationToken);
        }

        chunk[^1] = Last;
        await call.WriteRawAsync(chunk, cancellationToken);
        await call.FlushAsync(cancellationToken);
    }

    private static async Task ReceiveAsync(SrpcCall call, byte[] chunk, CancellationToken cancellationToken)
    {
        do
        {
            await call.ReadRawAsync(chunk, cancellationToken);
        }
        while (chunk[^1] != Last);
    }
}
