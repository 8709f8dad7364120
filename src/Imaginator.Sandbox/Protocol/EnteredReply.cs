using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The network exists.</summary>
/// <param name="Sockets">
/// The descriptors of the outer process for the requested sockets: listeners first, in the order of the request. None without a
/// private network.
/// </param>
internal sealed record EnteredReply(ImmutableArray<int> Sockets)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Entered);
        writer.Write(Sockets.Length);
        foreach (var socket in Sockets)
        {
            writer.Write(socket);
        }

        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static EnteredReply Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var sockets = new int[reader.ReadCount()];
        for (var i = 0; i < sockets.Length; i++)
        {
            sockets[i] = reader.ReadInt32();
        }

        reader.End();
        return new EnteredReply([.. sockets]);
    }
}
