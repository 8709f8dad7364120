using System.Security.Cryptography;
using System.Text;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Storage;

/// <summary>The key of a file of the cache: its URL, and a hash of the proxy that it was fetched through, empty for none.</summary>
/// <remarks>A variable of a request can name a proxy, and its responses must not reach other builds.</remarks>
internal sealed record CacheKey(Uri Address, string Upstream)
{
    /// <summary>The kind of file.</summary>
    public RepositoryFileKind Kind { get; } = RepositoryAddress.KindOf(Address);

    /// <summary>The file name in the cache: 64 hexadecimal digits.</summary>
    public string Name { get; } = HashOf($"{Upstream}\n{Address.AbsoluteUri}");

    /// <summary>The hash of a proxy; empty for none.</summary>
    public static string HashOf(Uri? upstream) => upstream is null ? "" : HashOf(upstream.AbsoluteUri);

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
