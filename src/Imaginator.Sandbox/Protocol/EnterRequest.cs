using System.Collections.Immutable;
using System.Net;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The settings that apply before the first process of the sandbox is created.</summary>
/// <param name="ControlGroups">The directories of the control groups that all processes of the sandbox join.</param>
/// <param name="PrivateNetwork">The network of the sandbox; null for the network of the machine.</param>
internal sealed record EnterRequest(ImmutableArray<string> ControlGroups, PrivateNetworkRequest? PrivateNetwork)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Enter);
        writer.Write(ControlGroups);
        writer.Write(PrivateNetwork is not null);
        if (PrivateNetwork is { } network)
        {
            writer.Write([.. network.LocalNetworks.Select(local => local.ToString())]);
            writer.Write([.. network.Listeners.Select(address => address.ToString())]);
            writer.Write([.. network.Datagrams.Select(address => address.ToString())]);
        }

        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static EnterRequest Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var request = new EnterRequest(
            reader.ReadStrings(), reader.ReadBoolean() ? ReadNetwork(ref reader) : null);
        reader.End();
        return request;
    }

    private static PrivateNetworkRequest ReadNetwork(ref PayloadReader reader)
    {
        try
        {
            return new PrivateNetworkRequest(
                [.. reader.ReadStrings().Select(IPNetwork.Parse)],
                [.. reader.ReadStrings().Select(IPEndPoint.Parse)],
                [.. reader.ReadStrings().Select(IPEndPoint.Parse)]);
        }
        catch (FormatException)
        {
            throw new ProtocolException("a message has an invalid address");
        }
    }
}
