namespace Imaginator.Sandbox.Protocol;

/// <summary>Reports that a request failed.</summary>
internal sealed record FailureReply(string Message)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Failed);
        writer.Write(Message);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static FailureReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new FailureReply(reader.ReadString());
        reader.End();
        return reply;
    }
}
