namespace Imaginator.Sandbox.Protocol;

/// <summary>
/// Removes the mounts inside the root and the directories that were created for them. Allowed only while no command
/// runs.
/// </summary>
/// <param name="KeepDevices">Whether to keep <c>/dev</c>.</param>
internal sealed record UnmountRequest(bool KeepDevices)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Unmount);
        writer.Write(KeepDevices);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static UnmountRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new UnmountRequest(reader.ReadBoolean());
        reader.End();
        return request;
    }
}
