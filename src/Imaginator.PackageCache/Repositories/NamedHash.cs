using System.Security.Cryptography;

namespace Imaginator.PackageCache.Repositories;

/// <summary>The hash of the contents of a file according to its name.</summary>
/// <param name="Algorithm">The algorithm, by the length of the hash.</param>
/// <param name="Hash">The hash in lower-case hexadecimal digits.</param>
internal sealed record NamedHash(HashAlgorithmName Algorithm, string Hash)
{
    /// <summary>Reads a hash; null if no algorithm has hashes of this length.</summary>
    public static NamedHash? Parse(ReadOnlySpan<char> text)
    {
        HashAlgorithmName? algorithm = text.Length switch
        {
            32 => HashAlgorithmName.MD5,
            40 => HashAlgorithmName.SHA1,
            64 => HashAlgorithmName.SHA256,
            96 => HashAlgorithmName.SHA384,
            128 => HashAlgorithmName.SHA512,
            _ => null,
        };
        return algorithm is { } known ? new NamedHash(known, text.ToString()) : null;
    }

    /// <summary>Whether a hash of contents is the hash of the name.</summary>
    public bool Equals(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash) == Hash;
}
