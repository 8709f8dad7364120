using System.Buffers;

namespace Imaginator.Building.Variables;

/// <summary>
/// Masks the secrets in a stream of bytes that arrives in chunks, as <see cref="SecretMasker"/> does in a text. Bytes
/// that may be the beginning of a secret are held back until it is decided: at most three times the length of the
/// longest secret. Not thread-safe.
/// </summary>
internal sealed class SecretMaskingFilter
{
    private readonly SecretMasker _masker;
    private byte[] _held = [];

    internal SecretMaskingFilter(SecretMasker masker) => _masker = masker;

    /// <summary>Masks the next chunk.</summary>
    /// <param name="chunk">The bytes; not kept.</param>
    public void Write(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var bytes = _held.Length == 0 ? chunk : [.. _held, .. chunk];
        var judged = _masker.Mask(bytes, isLast: false, output);
        _held = bytes[judged..].ToArray();
    }

    /// <summary>Writes the bytes that are held back: at the end of the stream, or if a reader waits for its last bytes.</summary>
    /// <param name="output">Gets the bytes.</param>
    public void Complete(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _masker.Mask(_held, isLast: true, output);
        _held = [];
    }
}
