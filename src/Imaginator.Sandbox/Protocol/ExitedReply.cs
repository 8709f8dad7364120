namespace Imaginator.Sandbox.Protocol;

/// <summary>How a command ended.</summary>
/// <param name="Status">Its exit status; meaningless after a signal.</param>
/// <param name="Signal">The signal that killed it; 0 for none.</param>
/// <param name="LeftOver">How many processes it (or one that ran at the same time) left behind; they were killed.</param>
internal sealed record ExitedReply(int Id, int Status, int Signal, int LeftOver)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Exited);
        writer.Write(Id);
        writer.Write(Status);
        writer.Write(Signal);
        writer.Write(LeftOver);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static ExitedReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new ExitedReply(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        reader.End();
        return reply;
    }
}
