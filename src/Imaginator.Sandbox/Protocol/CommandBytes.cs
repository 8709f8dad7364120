namespace Imaginator.Sandbox.Protocol;

/// <summary>Bytes that a command printed or gets.</summary>
/// <param name="Bytes">The bytes.</param>
internal sealed record CommandBytes(int Id, CommandStream Stream, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The most bytes in one frame.</summary>
    public const int MaximumLength = 64 * 1024;

    public ReadOnlyMemory<byte> ToFrame(FrameType type)
    {
        var writer = new FrameWriter(type);
        writer.Write(Id);
        writer.Write((byte)Stream);
        writer.Write(Bytes.Span);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static CommandBytes Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new CommandBytes(reader.ReadInt32(), (CommandStream)reader.ReadByte(), reader.ReadRest());
    }
}
