using Imaginator.PackageCache.Repositories;
using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>
/// Decides whether a file can be taken from the cache without asking the repository. One rule keeps indexes, lists and
/// packages together: an index is believed for a time; everything else as long as no index above it has changed since
/// it was checked. Thread-safe.
/// </summary>
/// <remarks>
/// So a package that was replaced by another of the same name is found out: its repository's index has changed, and the
/// package is asked for with the validators of the old one.
/// </remarks>
internal sealed class Freshness(PackageStore store, TimeSpan indexMaxAge, TimeProvider time)
{
    /// <summary>Whether a file of the cache can be used as it is.</summary>
    /// <param name="key">What was asked for.</param>
    /// <param name="file">What the cache has.</param>
    public bool IsFresh(CacheKey key, CachedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        switch (key.Kind)
        {
            case RepositoryFileKind.Immutable:
                return true;
            case RepositoryFileKind.Index:
                // The clock may have been set back.
                var age = time.GetUtcNow() - file.CheckedAt;
                return age >= TimeSpan.Zero && age < indexMaxAge;
            default:
                var changes = IndexesAbove(key).Select(index => index.StoredAt).ToList();
                return changes.Count > 0 && file.CheckedAt >= changes.Max();
        }
    }

    /// <summary>Whether an index has changed since a file was asked for, so that it may be another one by now.</summary>
    /// <param name="key">The file.</param>
    /// <param name="askedAt">When it was asked for.</param>
    public bool IsSuperseded(CacheKey key, DateTimeOffset askedAt) =>
        key.Kind == RepositoryFileKind.Listed && IndexesAbove(key).Any(index => index.StoredAt > askedAt);

    /// <summary>Has the repository asked for its indexes next time: something that they promise was not there.</summary>
    /// <param name="key">What was not there.</param>
    public void Invalidate(CacheKey key)
    {
        foreach (var index in IndexesAbove(key))
        {
            store.MarkChecked(index.Key, DateTimeOffset.UnixEpoch);
        }
    }

    private IEnumerable<FileHead> IndexesAbove(CacheKey key) => store.Indexes()
        .Where(index => index.Upstream == key.Upstream
            && key.Address.AbsoluteUri.StartsWith(RepositoryAddress.RootOf(index.Url), StringComparison.Ordinal));
}
