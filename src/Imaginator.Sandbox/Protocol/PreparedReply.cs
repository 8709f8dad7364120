using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The root is ready for commands.</summary>
/// <param name="Warnings">The features that this kernel does not support, for display.</param>
internal sealed record PreparedReply(ImmutableArray<string> Warnings)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Prepared);
        writer.Write(Warnings);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static PreparedReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new PreparedReply(reader.ReadStrings());
        reader.End();
        return reply;
    }
}
