namespace Imaginator.Sandbox.Protocol;

/// <summary>A command could not be started.</summary>
internal sealed record NotStartedReply(int Id, string Message)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.NotStarted);
        writer.Write(Id);
        writer.Write(Message);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static NotStartedReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new NotStartedReply(reader.ReadInt32(), reader.ReadString());
        reader.End();
        return reply;
    }
}
