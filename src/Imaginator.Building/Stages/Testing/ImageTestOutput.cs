using System.Buffers;
using Imaginator.Building.Sessions;
using Imaginator.Logging;

namespace Imaginator.Building.Stages.Testing;

/// <summary>Keeps the output of one test until the test has ended, so that the output of tests is not mixed. Thread-safe.</summary>
internal sealed class ImageTestOutput(OutputQuota quota) : IBuildLog
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _dropped;

    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_buffer)
        {
            if (quota.TryReserve(output.Length))
            {
                _buffer.Write(output);
            }
            else
            {
                _dropped += output.Length;
            }
        }
    }

    /// <summary>Moves the output to the build log, after a first line.</summary>
    public void WriteTo(BuildLog log, string firstLine)
    {
        lock (_buffer)
        {
            log.WriteLine(firstLine);
            log.Write(_buffer.WrittenSpan);
            if (_dropped > 0)
            {
                log.WriteLine($"[{_dropped} more bytes were not kept]");
            }

            quota.Release(_buffer.WrittenCount);
            _buffer.ResetWrittenCount();
        }
    }
}
