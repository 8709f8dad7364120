using System.Security.Cryptography;
using System.Text;

namespace Imaginator.PackageCache.Fetching;

/// <summary>The way to origins. Responses that came on different ways are different files of the cache.</summary>
/// <param name="Upstream">The HTTP proxy that a build names; null for none.</param>
/// <param name="ReachesMachine">
/// Whether this machine and its link are reachable (see <see cref="Building.Sandboxing.Networks.ReservedNetworks"/>): for builds that
/// have the network of the machine anyway.
/// </param>
internal sealed record OriginRoute(Uri? Upstream, bool ReachesMachine)
{
    /// <summary>A short name of the way; empty for the usual one.</summary>
    public string Key { get; } = Upstream is null && !ReachesMachine
        ? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Upstream?.AbsoluteUri}\n{ReachesMachine}")));
}
