using System.Security.Cryptography;
using System.Text;
using Imaginator.PackageCache.Repositories;

namespace Imaginator.PackageCache.Storage;

/// <summary>The key of a file of the cache: its URL, and the way on which it was fetched, empty for the usual one.</summary>
/// <remarks>A variable of a request can name a proxy, and its responses must not reach other builds.</remarks>
internal sealed record CacheKey(Uri Address, string Route)
{
    /// <summary>The kind of file. A packager type can declare it for URLs that do not say it.</summary>
    public RepositoryFileKind Kind { get; init; } = RepositoryAddress.KindOf(Address);

    /// <summary>The file name in the cache: 64 hexadecimal digits.</summary>
    public string Name { get; } = HashOf($"{Route}\n{Address.AbsoluteUri}");

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
