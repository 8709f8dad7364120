namespace Imaginator.Sandbox.Protocol;

/// <summary>
/// Takes away what is mounted inside the root, and the directories that were made for it. Only while no command runs.
/// </summary>
/// <param name="KeepDevices">Whether <c>/dev</c> stays.</param>
internal sealed record UnmountRequest(bool KeepDevices)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Unmount);
        writer.Write(KeepDevices);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static UnmountRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new UnmountRequest(reader.ReadBoolean());
        reader.End();
        return request;
    }
}
