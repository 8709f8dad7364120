using System.Buffers;
using System.Text;
using Imaginator.Logging;

namespace Imaginator.Testing;

/// <summary>A build log in memory, for tests.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class BuildLogRecorder : IBuildLog
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Called after each write, on the thread of the writer; null for no call.</summary>
    public Action? Written { get; init; }

    /// <summary>The whole log. Bytes that are not UTF-8 appear as U+FFFD.</summary>
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

    /// <summary>The lines of the log that are not empty.</summary>
    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_bytes)
        {
            _bytes.Write(output);
        }

        Written?.Invoke();
    }
}
