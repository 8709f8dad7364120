using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>A command to run.</summary>
/// <param name="Id">An id that the caller chooses and that no running command has.</param>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="Environment">The complete environment, as <c>NAME=VALUE</c>.</param>
/// <param name="Mode">The destination of the output.</param>
internal sealed record RunRequest(
    int Id, ImmutableArray<string> Arguments, ImmutableArray<string> Environment, OutputMode Mode)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Run);
        writer.Write(Id);
        writer.Write((byte)Mode);
        writer.Write(Arguments);
        writer.Write(Environment);
        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static RunRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var id = reader.ReadInt32();
        var mode = (OutputMode)reader.ReadByte();
        var request = new RunRequest(id, reader.ReadStrings(), reader.ReadStrings(), mode);
        reader.End();
        return !Enum.IsDefined(mode) || request.Arguments.IsEmpty
            ? throw new ProtocolException("a command has no program or an unknown mode")
            : request;
    }
}
