namespace Imaginator.Sandbox.Protocol;

/// <summary>The terminal of a command has another size.</summary>
/// <param name="Id">The command; one that has ended meanwhile, or has no terminal, is no error.</param>
internal sealed record ResizeRequest(int Id, ushort Columns, ushort Rows)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Resize);
        writer.Write(Id);
        writer.Write((int)Columns);
        writer.Write((int)Rows);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static ResizeRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new ResizeRequest(reader.ReadInt32(), (ushort)reader.ReadInt32(), (ushort)reader.ReadInt32());
        reader.End();
        return request;
    }
}
