using System.Security.Cryptography;
using Imaginator.PackageCache.Repositories;
using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>Compares the contents of a file with the hash in its name while they arrive.</summary>
internal sealed class NamedHashCheck : IDisposable
{
    private readonly NamedHash _expected;
    private readonly IncrementalHash _actual;

    private NamedHashCheck(NamedHash expected)
    {
        _expected = expected;
        _actual = IncrementalHash.CreateHash(expected.Algorithm);
    }

    /// <summary>Starts the check of a file; null if its name is not a hash.</summary>
    public static NamedHashCheck? Of(CacheKey key) =>
        key.Kind == RepositoryFileKind.Immutable && RepositoryAddress.HashOf(key.Address) is { } expected
            ? new NamedHashCheck(expected)
            : null;

    /// <summary>Adds the next part of the contents.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _actual.AppendData(bytes);

    /// <summary>Whether the contents have the hash of the name. Called once, at the end.</summary>
    public bool IsRight() => _expected.Equals(_actual.GetHashAndReset());

    public void Dispose() => _actual.Dispose();
}
