using Imaginator.Linux.Storage;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Answers;

/// <summary>
/// Bounds how many image trees are in memory for callers at once, however many ask: others wait for their turn. An answer is
/// written to a file before it is sent, so that a caller who takes his time holds room on the disk, and no place.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A tree of 500,000 inodes and its encoding take some 170 MiB. More at once than there are processors make nobody's answer
/// come earlier.
/// </remarks>
/// <param name="count">How many.</param>
/// <param name="directory">Where answers wait until they are sent.</param>
/// <param name="logger">Is told when they cannot wait there.</param>
internal sealed class TreeSlots(int count, string directory, ILogger logger) : IDisposable
{
    private const long MemoryPerTree = 256L << 20;
    private const long LargeAnswerBytes = 8L << 20;
    private const int BufferSize = 128 * 1024;

    // What may be taken of the memory there is: an eighth.
    private const int MemoryFraction = 8;

    private readonly SemaphoreSlim _free = new(count);
    private int _waiting;

    /// <summary>How many there are where nothing else is said.</summary>
    public static int DefaultCount => (int)Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryFraction / MemoryPerTree, 1, Environment.ProcessorCount);

    /// <summary>Is told of each answer that was large: what it has used is of no use to anybody now.</summary>
    public Action OnLargeAnswer { get; init; } = () => { };

    /// <summary>How many callers wait for a place.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>What a call takes its place with.</summary>
    /// <param name="call">The call.</param>
    public TreeSlot CreateSlot(SrpcCall call) => new(this, call);

    /// <summary>Takes a place.</summary>
    /// <param name="call">Who waits; when he goes, so does his turn.</param>
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

    /// <summary>Writes an answer to a file, for later.</summary>
    /// <returns>The file, at its start; null if the disk refuses, which has been logged.</returns>
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
