namespace Imaginator.Sandbox.Protocol;

/// <summary>A request could not be fulfilled.</summary>
internal sealed record FailureReply(string Message)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Failed);
        writer.Write(Message);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static FailureReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new FailureReply(reader.ReadString());
        reader.End();
        return reply;
    }
}
