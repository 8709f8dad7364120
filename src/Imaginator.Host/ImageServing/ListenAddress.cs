using System.Net;
using System.Net.Sockets;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.ImageServing;

/// <summary>The address of <c>-imageServerListen</c>.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint)
{
    /// <summary>Reads the flag; null if the store is not served.</summary>
    public static ListenAddress? From(FlagValues flags)
    {
        var text = flags.Get(ListenFlags.Listen);
        if (text.Length == 0)
        {
            return null;
        }

        var daemon = PortOptions.From(flags);
        if (text.StartsWith(':') && ushort.TryParse(text.AsSpan(1), out var port))
        {
            return new ListenAddress(new IPEndPoint(
                !daemon.IsOpenToOthers ? LoopbackAddresses.Find()[0] : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
        }

        // An address without a port would parse as one with port 0.
        var hasPort = text.StartsWith('[') ? text.Contains("]:", StringComparison.Ordinal) : text.Count(c => c == ':') == 1;
        if (!hasPort || !IPEndPoint.TryParse(text, out var endpoint))
        {
            throw new UsageException(
                $"-imageServerListen: invalid address \"{text}\": must be ADDRESS:PORT with an IP address; "
                + "use for instance :6971 or 127.0.0.1:6971");
        }

        return daemon.IsOpenToOthers || IPAddress.IsLoopback(endpoint.Address)
            ? new ListenAddress(endpoint)
            : throw new UsageException(
                $"-imageServerListen: address \"{endpoint.Address}\" is open to other machines; use 127.0.0.1, or "
                + (daemon.IsInsecure ? "add -insecureAnywhere: then every client has all permissions" : "remove -loopbackOnly"));
    }
}
