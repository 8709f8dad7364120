namespace Imaginator.Sandbox.Protocol;

/// <summary>A signal for a command and its process group.</summary>
/// <param name="Id">The id of the command; ignored if the command has ended.</param>
internal sealed record SignalRequest(int Id, int Signal)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Signal);
        writer.Write(Id);
        writer.Write(Signal);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static SignalRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new SignalRequest(reader.ReadInt32(), reader.ReadInt32());
        reader.End();
        return request;
    }
}
