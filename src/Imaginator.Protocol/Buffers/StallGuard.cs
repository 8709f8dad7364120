using System.Globalization;

namespace Imaginator.Protocol.Buffers;

/// <summary>
/// Limits the time of each read and write of a stream. A transfer can last for hours as long as it makes progress, but a peer that falls
/// silent ends it with a <see cref="StalledException"/>.
/// </summary>
internal static class StallGuard
{
    public static async ValueTask<int> ReadAsync(
        Stream stream, Memory<byte> buffer, TimeSpan? limit, StallExtension? extension, CancellationToken cancellationToken)
    {
        if (limit is not { } time)
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }

        using var deadline = Start(time, cancellationToken);
        extension?.Begin(deadline, time);
        try
        {
            return await stream.ReadAsync(buffer, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stalled("sent", time, exception);
        }
        finally
        {
            extension?.End();
        }
    }

    /// <summary>Waits for a read that continues if the wait ends before.</summary>
    public static async ValueTask<int> WaitAsync(Task<int> read, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            return await read.WaitAsync(limit ?? Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (TimeoutException exception) when (limit is not null)
        {
            throw Stalled("sent", limit.Value, exception);
        }
    }

    public static async ValueTask WriteAsync(
        Stream stream, ReadOnlyMemory<byte> bytes, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit is not { } time)
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }

        using var deadline = Start(time, cancellationToken);
        try
        {
            await stream.WriteAsync(bytes, deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stalled("accepted", time, exception);
        }
    }

    public static async ValueTask FlushAsync(Stream stream, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit is not { } time)
        {
            await stream.FlushAsync(cancellationToken);
            return;
        }

        using var deadline = Start(time, cancellationToken);
        try
        {
            await stream.FlushAsync(deadline.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stalled("accepted", time, exception);
        }
    }

    private static CancellationTokenSource Start(TimeSpan limit, CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        return deadline;
    }

    private static StalledException Stalled(string action, TimeSpan limit, Exception exception) => new(
        string.Create(CultureInfo.InvariantCulture, $"the other side {action} no data for {limit.TotalSeconds:0.###} s"), exception);
}
