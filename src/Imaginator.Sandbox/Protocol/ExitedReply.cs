namespace Imaginator.Sandbox.Protocol;

/// <summary>The exit of a command.</summary>
/// <param name="Status">The exit status; meaningless after a signal.</param>
/// <param name="Signal">The signal that killed it; 0 for none.</param>
/// <param name="LeftOver">
/// The number of processes that the command (or a concurrent command) left behind; they were killed.
/// </param>
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

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static ExitedReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new ExitedReply(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        reader.End();
        return reply;
    }
}
