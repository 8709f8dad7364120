using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The root is ready for commands.</summary>
/// <param name="Warnings">What this kernel cannot do, for people.</param>
internal sealed record PreparedReply(ImmutableArray<string> Warnings)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Prepared);
        writer.Write(Warnings);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static PreparedReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var reply = new PreparedReply(reader.ReadStrings());
        reader.End();
        return reply;
    }
}
