using System.Net;
using System.Net.Sockets;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.ImageServing.Port;

/// <summary>Where the store is served: what <c>-imageServerListen</c> says.</summary>
internal static class ListenAddress
{
    /// <summary>Reads the flag.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The address and port; null if the store is not to be served.</returns>
    /// <exception cref="UsageException">It is no address, or one that an insecure daemon must not use.</exception>
    public static IPEndPoint? From(FlagValues flags)
    {
        var text = flags.Get(ListenFlags.Listen);
        if (text.Length == 0)
        {
            return null;
        }

        var place = PortOptions.From(flags);
        if (text.StartsWith(':') && ushort.TryParse(text.AsSpan(1), out var port))
        {
            return new IPEndPoint(
                !place.IsOpenToOthers ? IPAddress.Loopback : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        }

        // An address alone would be taken for one with port 0.
        var hasPort = text.StartsWith('[') ? text.Contains("]:", StringComparison.Ordinal) : text.Count(c => c == ':') == 1;
        if (!hasPort || !IPEndPoint.TryParse(text, out var endpoint))
        {
            throw new UsageException(
                $"-imageServerListen: \"{text}\" is not of the form ADDRESS:PORT, with an IP address; for instance :6971 or 127.0.0.1:6971");
        }

        return place.IsOpenToOthers || IPAddress.IsLoopback(endpoint.Address)
            ? endpoint
            : throw new UsageException(
                $"-imageServerListen: {endpoint.Address} can be reached from other machines, and with -insecure everybody may "
                + "do everything; use 127.0.0.1, or say -insecureAnywhere too");
    }
}
