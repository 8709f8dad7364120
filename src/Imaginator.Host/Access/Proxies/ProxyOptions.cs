using System.Collections.Immutable;
using System.Net;
using Imaginator.Hosting.Flags;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access.Proxies;

/// <summary>The proxies before the daemon. Immutable.</summary>
/// <param name="PathBase">The path below which a proxy publishes the daemon, for example <c>/imaginator</c>; empty for none.</param>
/// <param name="Trusted">The networks of the proxies whose headers the daemon believes.</param>
internal sealed record ProxyOptions(PathString PathBase, ImmutableArray<IPNetwork> Trusted)
{
    /// <summary>Reads the options from the flags.</summary>
    /// <exception cref="UsageException">A value is invalid.</exception>
    public static ProxyOptions From(FlagValues flags) => new(
        ParsePathBase(flags.Get(ProxyFlags.PathBase)), [.. flags.Get(ProxyFlags.TrustedProxies).Select(ParseNetwork)]);

    /// <summary>Whether the daemon believes the headers of a proxy with an address.</summary>
    public bool Trusts(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Trusted.Any(network => network.Contains(plain));
    }

    // It becomes part of links: only letters that mean themselves there.
    private static PathString ParsePathBase(string text)
    {
        var path = text.TrimEnd('/');
        return path.Length == 0
            || (path[0] == '/'
                && path.Split('/').Skip(1).All(part =>
                    part is not ("" or "." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')))
            ? new PathString(path)
            : throw new UsageException($"-pathBase: invalid path \"{text}\"; use a path such as /imaginator");
    }

    private static IPNetwork ParseNetwork(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        // A network that has bits behind its prefix is probably a mistake.
        return IPNetwork.TryParse(text, out var network) && text.StartsWith($"{network.BaseAddress}/", StringComparison.OrdinalIgnoreCase)
            ? network
            : throw new UsageException(
                $"-trustedProxies: invalid address \"{text}\"; use addresses such as 192.0.2.7, or networks such as 10.0.0.0/8");
    }
}
