using Imaginator.Linux.Storage;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Answers;

/// <summary>
/// Limits the number of calls that hold image trees in memory at the same time; other calls wait. An answer is written to a file before it is
/// sent, so that a slow caller uses disk space and not a slot.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A tree of 500,000 inodes and its encoding use about 170 MiB. More concurrent trees than processors do not make answers
/// faster.
/// </remarks>
public sealed class TreeSlots(int count, string directory, ILogger logger) : IDisposable
{
    private const long MemoryPerTree = 256L << 20;
    private const long LargeAnswerBytes = 8L << 20;
    private const int BufferSize = 128 * 1024;

    // Trees use at most one eighth of the memory.
    private const int MemoryFraction = 8;

    private readonly SemaphoreSlim _free = new(count);
    private int _waiting;

    /// <summary>The number of slots for the memory and processors of this machine.</summary>
    public static int DefaultCount => (int)Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryFraction / MemoryPerTree, 1, Environment.ProcessorCount);

    /// <summary>Is called after each large answer, whose memory is free again.</summary>
    public Action OnLargeAnswer { get; init; } = () => { };

    /// <summary>The number of calls that wait for a slot.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Creates the slot of a call, which does not hold it yet.</summary>
    public TreeSlot CreateSlot(SrpcCall call) => new(this, call);

    /// <summary>Waits for a slot, or until the caller disconnects.</summary>
    internal async Task AcquireAsync(SrpcCall call)
    {
        if (_free.Wait(0, CancellationToken.None))
        {
            return;
        }

        Interlocked.Increment(ref _waiting);
        try
        {
            await _free.WaitAsync(call.WatchForDisconnect());
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    internal void Release() => _free.Release();

    /// <summary>Writes an answer to a file, and returns the file at its start; null, with a log message, if writing fails.</summary>
    public async Task<FileStream?> TryWriteToFileAsync<TReply>(TReply reply, CancellationToken cancellationToken)
    {
        FileStream? file = null;
        try
        {
            file = NamelessFile.Create(directory);
            var output = new OutputBuffer(file, BufferSize);
            using (var encoder = new GobEncoder(output))
            {
                await encoder.WriteAsync(DominatorTypes.Catalog.Get<TReply>(), reply, cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
            if (file.Length >= LargeAnswerBytes)
            {
                OnLargeAnswer();
            }

            file.Position = 0;
            return file;
        }
        catch (Exception e)
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }

            if (e is not (IOException or UnauthorizedAccessException))
            {
                throw;
            }

            AnswerLog.AnswerNotWritten(logger, directory, e.Message);
            return null;
        }
    }

    public void Dispose() => _free.Dispose();
}
