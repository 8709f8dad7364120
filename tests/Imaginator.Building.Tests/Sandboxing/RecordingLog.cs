using System.Buffers;
using System.Text;
using Imaginator.Logging;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>A build log in memory.</summary>
internal sealed class RecordingLog : IBuildLog
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when something has been written.</summary>
    public Task Written => _written.Task;

    /// <summary>All that was written.</summary>
    public string Text
    {
        get
        {
            lock (_bytes)
            {
                return Encoding.UTF8.GetString(_bytes.WrittenSpan);
            }
        }
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        lock (_bytes)
        {
            _bytes.Clear();
        }
    }

    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_bytes)
        {
            _bytes.Write(output);
        }

        _written.TrySetResult();
    }
}
