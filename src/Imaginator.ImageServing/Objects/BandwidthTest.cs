using System.Security.Cryptography;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.ImageServing.Objects;

/// <summary>
/// The method that measures a connection. One side sends chunks as fast as it can, for the requested time; then the server
/// sends the duration. Each chunk has one byte more than requested, which is 0 in the last chunk only.
/// </summary>
internal sealed class BandwidthTest(TimeProvider timeProvider)
{
    /// <summary>The maximum size of a chunk in bytes, without the additional byte.</summary>
    public const int MaximumChunkBytes = 65_535;

    /// <summary>The maximum number of concurrent tests of a user: each test fills the connection.</summary>
    public const int MaximumPerUser = 2;

    /// <summary>The range of durations for which the server sends; requested durations are clamped to it.</summary>
    public static readonly TimeSpan MinimumDuration = TimeSpan.FromSeconds(1), MaximumDuration = TimeSpan.FromMinutes(1);

    /// <summary>The additional time for the transfer of the last chunk.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const byte More = 1;
    private const byte Last = 0;

    /// <summary>Runs a test.</summary>
    public async Task RunAsync(SrpcCall call, CancellationToken cancellationToken)
    {
        var request = await call.ReadAsync<TestBandwidthRequest>(cancellationToken);
        if (request.ChunkSize > MaximumChunkBytes)
        {
            throw new SrpcException($"chunk size {request.ChunkSize} bytes is too large: must be at most {MaximumChunkBytes} bytes");
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
            throw new SrpcException("bandwidth test timed out");
        }
    }

    private async Task SendAsync(SrpcCall call, byte[] chunk, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Compressible chunks would falsify the result in a tunnel that compresses.
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
