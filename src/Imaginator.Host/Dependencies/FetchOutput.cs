using System.Buffers;
using System.Text;
using Imaginator.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>Collects what one fetch prints; what is too much is left out. Thread-safe.</summary>
internal sealed class FetchOutput : IBuildLog
{
    private const int Limit = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _text.Write(output[..Math.Min(output.Length, Limit - _text.WrittenCount)]);
        }
    }

    /// <summary>What was printed.</summary>
    /// <returns>The text; secrets are not masked.</returns>
    public override string ToString()
    {
        lock (_lock)
        {
            return Encoding.UTF8.GetString(_text.WrittenSpan);
        }
    }
}
