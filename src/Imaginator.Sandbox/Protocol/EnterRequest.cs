using System.Collections.Immutable;
using System.Net;
using Imaginator.Sandbox.Protocol.Networks;

namespace Imaginator.Sandbox.Protocol;

/// <summary>The settings that do not depend on the root of the sandbox. They can be sent long before the root exists.</summary>
/// <param name="ControlGroups">The directories of the control groups that all processes of the sandbox join.</param>
/// <param name="PrivateNetwork">The network of the sandbox; null for the network of the machine.</param>
/// <param name="IdMap">
/// The user namespace that maps the ids of mounts, a path below <c>/proc</c>, if the processes of the sandbox get a user namespace;
/// otherwise null.
/// </param>
/// <param name="OwnsMounts">
/// Whether the user namespace owns the mount and PID namespaces: for tools that create a root from nothing, which mount.
/// </param>
/// <param name="DevicesAreFiltered">Whether a device filter applies to the control groups.</param>
internal sealed record EnterRequest(
    ImmutableArray<string> ControlGroups, PrivateNetworkRequest? PrivateNetwork, string? IdMap, bool OwnsMounts, bool DevicesAreFiltered)
{
    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Enter);
        writer.Write(ControlGroups);
        writer.Write(IdMap ?? "");
        writer.Write(OwnsMounts);
        writer.Write(DevicesAreFiltered);
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
        var groups = reader.ReadStrings();
        var idMap = reader.ReadString();
        var ownsMounts = reader.ReadBoolean();
        var devicesAreFiltered = reader.ReadBoolean();
        var network = reader.ReadBoolean() ? ReadNetwork(ref reader) : null;
        var request = new EnterRequest(groups, network, idMap.Length == 0 ? null : idMap, ownsMounts, devicesAreFiltered);
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
