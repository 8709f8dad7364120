namespace Imaginator.Sandbox.Protocol;

/// <summary>Reports a new size of a command's terminal.</summary>
/// <param name="Id">The id of the command; ignored if the command has ended or has no terminal.</param>
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

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static ResizeRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new ResizeRequest(reader.ReadInt32(), (ushort)reader.ReadInt32(), (ushort)reader.ReadInt32());
        reader.End();
        return request;
    }
}
