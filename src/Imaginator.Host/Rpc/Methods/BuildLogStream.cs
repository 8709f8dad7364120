using Imaginator.Host.Queue.Output;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Host.Rpc.Methods;

/// <summary>Sends build logs. Thread-safe.</summary>
internal sealed class BuildLogStream(TimeProvider timeProvider)
{
    /// <summary>The time to wait for more output before sending it: output is sent within 100 ms.</summary>
    public static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum number of bytes per message.</summary>
    private const int PieceLength = 32 * 1024;

    /// <summary>The maximum number of bytes of a log in one message, from its end: the client keeps the message in memory.</summary>
    private const int MaximumWholeLength = 16 * 1024 * 1024;

    /// <summary>Sends a log while it grows, to its end.</summary>
    public async Task SendAsync(IBuildOutput output, BuildReplies replies, CancellationToken cancellationToken)
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
                // Lines rarely come alone: lines that follow at once are part of the same message.
                await Task.Delay(BatchDelay, timeProvider, cancellationToken);
                if (output.Length > reader.Position)
                {
                    length += await reader.ReadAsync(piece.AsMemory(length), cancellationToken);
                }
            }

            await replies.SendAsync(new BuildImageResponse { BuildLog = piece.AsMemory(0, length) }, cancellationToken);
        }
    }

    /// <summary>Reads the log of a finished build, or its end if it is longer than the maximum.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(IBuildOutput output, CancellationToken cancellationToken)
    {
        using var reader = output.TryOpenReader();
        if (reader is null)
        {
            return default;
        }

        var log = new byte[Math.Min(output.Length, MaximumWholeLength)];
        reader.Position = output.Length - log.Length;
        var length = 0;
        while (await reader.ReadAsync(log.AsMemory(length), cancellationToken) is > 0 and var count)
        {
            length += count;
        }

        return log.AsMemory(0, length);
    }
}
