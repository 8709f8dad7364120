namespace Imaginator.Sandbox.Protocol;

/// <summary>Bytes that a command printed or receives.</summary>
internal sealed record CommandBytes(int Id, CommandStream Stream, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The maximum number of bytes in one frame.</summary>
    public const int MaximumLength = 64 * 1024;

    public ReadOnlyMemory<byte> ToFrame(FrameType type)
    {
        var writer = new FrameWriter(type);
        writer.Write(Id);
        writer.Write((byte)Stream);
        writer.Write(Bytes.Span);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static CommandBytes Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new CommandBytes(reader.ReadInt32(), (CommandStream)reader.ReadByte(), reader.ReadRest());
    }
}
