using Imaginator.Linux.Storage;

namespace Imaginator.Hosting.Progress;

/// <summary>A log in a temporary file without a name, which the system removes. Thread-safe.</summary>
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

    /// <summary>Passes the whole log to a receiver, in several calls.</summary>
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

    /// <summary>Receives a piece of the log, which is valid during the call.</summary>
    internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> output);
}
