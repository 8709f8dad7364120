using Imaginator.Host.Queue;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>Sends build logs. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class BuildLogStream(TimeProvider time)
{
    /// <summary>How long to wait for more to send along: what a build prints is sent within 100 ms.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>How much is sent at once, in bytes.</summary>
    private const int PieceLength = 32 * 1024;

    /// <summary>What a log is cut to, from its end, that is sent as a whole, in bytes: the client keeps it in memory.</summary>
    private const int LongestWhole = 16 * 1024 * 1024;

    /// <summary>Sends a log while it grows, to its end.</summary>
    /// <param name="output">The log.</param>
    /// <param name="call">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(IBuildOutput output, SrpcCall call, CancellationToken cancellationToken)
    {
        using var reader = output.TryOpenReader();
        if (reader is null)
        {
            return;
        }

        var piece = new byte[PieceLength];
        while (await reader.ReadAsync(piece, cancellationToken) is > 0 and var length)
        {
            if (length < PieceLength && !output.IsComplete)
            {
                // A line rarely comes alone. Whatever comes in the meantime goes along.
                await Task.Delay(Patience, time, cancellationToken);
                if (output.Length > reader.Position)
                {
                    length += await reader.ReadAsync(piece.AsMemory(length), cancellationToken);
                }
            }

            await call.WriteAsync(new BuildImageResponse { BuildLog = piece.AsMemory(0, length) }, cancellationToken);
            await call.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Reads the log of a build that is over.</summary>
    /// <param name="output">The log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The log, or its end where it is very long.</returns>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        using var reader = output.TryOpenReader();
        if (reader is null)
        {
            return default;
        }

        var log = new byte[Math.Min(output.Length, LongestWhole)];
        reader.Position = output.Length - log.Length;
        var length = 0;
        while (await reader.ReadAsync(log.AsMemory(length), cancellationToken) is > 0 and var count)
        {
            length += count;
        }

        return log.AsMemory(0, length);
    }
}
