using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;

namespace Imaginator.Sandbox.Protocol;

/// <summary>Builds one frame.</summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly FrameType _type;

    /// <summary>Starts a frame of the given type.</summary>
    public FrameWriter(FrameType type)
    {
        _type = type;
        _bytes.GetSpan(FrameHeader.Size);
        _bytes.Advance(FrameHeader.Size);
    }

    /// <summary>Creates a frame without payload.</summary>
    public static ReadOnlyMemory<byte> Empty(FrameType type) => new FrameWriter(type).ToFrame();

    public void Write(byte value) => Write([value]);

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    /// <summary>Writes bytes without their length: the rest of the frame.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>
    /// Writes the length in bytes, then the text in the form of <see cref="FileName"/>, which preserves arbitrary
    /// bytes.
    /// </summary>
    public void Write(string text)
    {
        var buffer = new byte[FileName.GetMaxByteCount(text)];
        var length = FileName.Encode(text, buffer);
        Write(length);
        Write(buffer.AsSpan(0, length));
    }

    /// <summary>Writes the number of texts, then the texts.</summary>
    public void Write(IReadOnlyCollection<string> texts)
    {
        Write(texts.Count);
        foreach (var text in texts)
        {
            Write(text);
        }
    }

    /// <summary>Gets the complete frame.</summary>
    /// <exception cref="ProtocolException">The frame is too long.</exception>
    public ReadOnlyMemory<byte> ToFrame()
    {
        var length = _bytes.WrittenCount - FrameHeader.Size;
        if (length > FrameHeader.MaximumPayload)
        {
            throw new ProtocolException(
                $"arguments and environment have {length} bytes; {FrameHeader.MaximumPayload} are allowed");
        }

        var frame = _bytes.WrittenSpan.ToArray();
        new FrameHeader(_type, length).Encode(frame);
        return frame;
    }
}
