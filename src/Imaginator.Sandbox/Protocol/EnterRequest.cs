using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>What must happen before the first process of the sandbox is made.</summary>
/// <param name="ControlGroups">The directories of the control groups that everything joins.</param>
/// <param name="PrivateNetwork">Whether the network is a new, empty one.</param>
internal sealed record EnterRequest(ImmutableArray<string> ControlGroups, bool PrivateNetwork)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Enter);
        writer.Write(ControlGroups);
        writer.Write(PrivateNetwork);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">It is not such a message.</exception>
    public static EnterRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new EnterRequest(reader.ReadStrings(), reader.ReadBoolean());
        reader.End();
        return request;
    }
}
