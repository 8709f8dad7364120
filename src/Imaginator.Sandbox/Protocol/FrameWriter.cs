using System.Buffers;
using System.Buffers.Binary;
using Imaginator.Files;

namespace Imaginator.Sandbox.Protocol;

/// <summary>Builds one frame.</summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly FrameType _type;

    /// <summary>Starts a frame.</summary>
    public FrameWriter(FrameType type)
    {
        _type = type;
        _bytes.GetSpan(FrameHeader.Size);
        _bytes.Advance(FrameHeader.Size);
    }

    /// <summary>A frame without payload.</summary>
    public static ReadOnlyMemory<byte> Empty(FrameType type) => new FrameWriter(type).ToFrame();

    public void Write(byte value) => Write([value]);

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    /// <summary>Bytes without their length: the rest of the frame.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Text in the form of <see cref="FileName"/>, so that any bytes survive, after its length in bytes.</summary>
    public void Write(string text)
    {
        var buffer = new byte[FileName.GetMaxByteCount(text)];
        var length = FileName.Encode(text, buffer);
        Write(length);
        Write(buffer.AsSpan(0, length));
    }

    /// <summary>Texts, after their number.</summary>
    public void Write(IReadOnlyCollection<string> texts)
    {
        Write(texts.Count);
        foreach (var text in texts)
        {
            Write(text);
        }
    }

    /// <summary>The whole frame.</summary>
    /// <exception cref="ProtocolException">It has become too long.</exception>
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
