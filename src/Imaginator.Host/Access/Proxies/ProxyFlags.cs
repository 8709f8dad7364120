using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Access.Proxies;

/// <summary>Flags of a daemon behind a proxy.</summary>
internal static class ProxyFlags
{
    private const string Group = "Port";

    public static Flag<string> PathBase { get; } = new(
        "pathBase", FlagTypes.Text, "",
        "Path below which a proxy publishes the pages and the API, for example /imaginator. Links begin with it. Requests are accepted with "
        + "it and without it. A proxy named in -trustedProxies can send it as X-Forwarded-Prefix instead.") { Group = Group };

    public static Flag<ImmutableArray<string>> TrustedProxies { get; } = new(
        "trustedProxies", FlagTypes.List, [],
        "Addresses or networks (10.0.0.0/8) of proxies, separated by commas, whose headers X-Forwarded-For, X-Forwarded-Proto, "
        + "X-Forwarded-Host and X-Forwarded-Prefix the daemon believes. A proxy must set all headers that it sends, or remove those of its "
        + "clients.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [PathBase, TrustedProxies];
}
