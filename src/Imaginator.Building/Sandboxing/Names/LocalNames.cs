using System.Collections.Immutable;
using System.Net;

namespace Imaginator.Building.Sandboxing.Names;

/// <summary>
/// The names that every machine knows without a name server: <c>localhost</c> and its own. An image need not have an
/// <c>/etc/hosts</c> for them.
/// </summary>
internal sealed class LocalNames(string hostName)
{
    // IP6.ARPA: the digits of the address from the last to the first.
    private const string LoopbackPointerIPv6 =
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa";

    private const string LoopbackPointerIPv4 = "1.0.0.127.in-addr.arpa";

    private static readonly ImmutableArray<string> OnlyIPv6 = ["ip6-localhost", "ip6-loopback"];

    private readonly string _hostName = hostName.ToLowerInvariant();

    /// <summary>Answers a query about such a name; null for another name.</summary>
    public byte[]? TryAnswer(NameQuery query)
    {
        if (query.Name is LoopbackPointerIPv4 or LoopbackPointerIPv6)
        {
            return query.Answer(query.Type == NameQuery.Pointer ? "\tlocalhost\0"u8 : []);
        }

        var hasIPv4 = query.Name == "localhost" || query.Name == _hostName
            || query.Name.EndsWith(".localhost", StringComparison.Ordinal);
        if (!hasIPv4 && !OnlyIPv6.Contains(query.Name))
        {
            return null;
        }

        return query.Answer(query.Type switch
        {
            NameQuery.AddressIPv4 when hasIPv4 => IPAddress.Loopback.GetAddressBytes(),
            NameQuery.AddressIPv6 => IPAddress.IPv6Loopback.GetAddressBytes(),
            _ => [],
        });
    }
}
