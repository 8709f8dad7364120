using System.Security.Cryptography;
using System.Text;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Storage;

/// <summary>What a file of the cache is found by.</summary>
/// <param name="Address">The URL that it was fetched from.</param>
/// <param name="Upstream">
/// A hash of the proxy by which it was fetched; empty for none. A variable of a request can name a proxy, and what that one
/// answers is nobody else's business.
/// </param>
internal sealed record CacheKey(Uri Address, string Upstream)
{
    /// <summary>What the file is.</summary>
    public RepositoryFileKind Kind { get; } = RepositoryAddress.KindOf(Address);

    /// <summary>A name for the file: 64 hexadecimal digits.</summary>
    public string Name { get; } = HashOf($"{Upstream}\n{Address.AbsoluteUri}");

    /// <summary>The hash of a proxy.</summary>
    /// <param name="upstream">The proxy; null for none.</param>
    public static string HashOf(Uri? upstream) => upstream is null ? "" : HashOf(upstream.AbsoluteUri);

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
