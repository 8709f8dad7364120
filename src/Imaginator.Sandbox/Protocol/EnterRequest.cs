using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The settings that apply before the first process of the sandbox is created.</summary>
/// <param name="ControlGroups">The directories of the control groups that all processes of the sandbox join.</param>
/// <param name="PrivateNetwork">Whether the sandbox gets a new, empty network.</param>
internal sealed record EnterRequest(ImmutableArray<string> ControlGroups, bool PrivateNetwork)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Enter);
        writer.Write(ControlGroups);
        writer.Write(PrivateNetwork);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static EnterRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new EnterRequest(reader.ReadStrings(), reader.ReadBoolean());
        reader.End();
        return request;
    }
}
