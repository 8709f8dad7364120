using System.Buffers.Binary;

namespace Imaginator.Sandbox.Protocol;

/// <summary>
/// The header of a frame: its type, then the length of its payload as 4 bytes, least significant byte first.
/// </summary>
/// <param name="Length">The length of the payload, in bytes, at most <see cref="MaximumPayload"/>.</param>
internal readonly record struct FrameHeader(FrameType Type, int Length)
{
    /// <summary>The size of a header, in bytes.</summary>
    public const int Size = 5;

    /// <summary>
    /// The maximum length of a payload, in bytes: twice the size that Linux accepts as arguments and environment.
    /// </summary>
    public const int MaximumPayload = 4 * 1024 * 1024;

    /// <summary>Decodes a header.</summary>
    /// <param name="bytes">The header, <see cref="Size"/> bytes.</param>
    /// <exception cref="ProtocolException">The payload is longer than the maximum.</exception>
    public static FrameHeader Decode(ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]);
        return length <= MaximumPayload
            ? new FrameHeader((FrameType)bytes[0], (int)length)
            : throw new ProtocolException($"a frame of type {bytes[0]} declares {length} bytes; {MaximumPayload} are allowed");
    }

    /// <summary>Writes the header.</summary>
    /// <param name="bytes">The destination, <see cref="Size"/> bytes.</param>
    public void Encode(Span<byte> bytes)
    {
        bytes[0] = (byte)Type;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], Length);
    }
}
