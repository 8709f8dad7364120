using Imaginator.Linux.Storage;

namespace Imaginator.Hosting.Progress;

/// <summary>A log that nobody may want to see: on disk, where it goes by itself. Thread-safe.</summary>
internal sealed class SpooledLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = NamelessFile.Create(Path.GetTempPath());

    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _file.Write(output);
        }
    }

    /// <summary>Passes on everything that was written.</summary>
    /// <param name="receive">Gets it, piece by piece.</param>
    public void Replay(ReadOnlySpanAction receive)
    {
        lock (_lock)
        {
            _file.Position = 0;
            var buffer = new byte[64 * 1024];
            while (_file.Read(buffer) is > 0 and var count)
            {
                receive(buffer.AsSpan(0, count));
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Gets a piece of the log, valid during the call.</summary>
    /// <param name="output">The bytes.</param>
    internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> output);
}
