using System.Buffers;
using System.Text;
using Imaginator.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>Collects the first 64 KiB of the output of one fetch. Thread-safe.</summary>
internal sealed class FetchOutput : IBuildLog
{
    private const int Limit = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _text = new();

    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _text.Write(output[..Math.Min(output.Length, Limit - _text.WrittenCount)]);
        }
    }

    /// <summary>Returns the output with secrets.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return Encoding.UTF8.GetString(_text.WrittenSpan);
        }
    }
}
