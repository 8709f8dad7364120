using Imaginator.BuilderTool.Output;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Store;

/// <summary>Counts what is transferred, and writes a line about it every 10 s.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CopyProgress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _writtenAt = time.GetTimestamp();
    private int _done;
    private int _total;
    private long _objects;
    private long _bytes;

    /// <summary>The number of objects that were new to the target.</summary>
    public long Objects => Interlocked.Read(ref _objects);

    /// <summary>The bytes that were read from the source.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Begins an image.</summary>
    /// <param name="done">The number of images before it.</param>
    /// <param name="total">The number of all images.</param>
    public void Begin(int done, int total)
    {
        lock (_lock)
        {
            (_done, _total) = (done, total);
            WriteIfDue();
        }
    }

    /// <summary>Adds objects that were transferred.</summary>
    public void Add(int objects, long bytes)
    {
        lock (_lock)
        {
            _objects += objects;
            _bytes += bytes;
            WriteIfDue();
        }
    }

    private void WriteIfDue()
    {
        if (time.GetElapsedTime(_writtenAt) >= Interval)
        {
            _writtenAt = time.GetTimestamp();
            output.WriteLine($"{_done} of {CountFormat.Of(_total, "image")}, {ByteSize.Describe(_bytes)} transferred");
        }
    }
}
