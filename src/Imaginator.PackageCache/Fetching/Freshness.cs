using Imaginator.PackageCache.Repositories;
using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>
/// Decides whether a cached file can be used without a request to the repository. One rule keeps indexes, lists and
/// packages consistent: an index is fresh for a limited time; other files are fresh while no index above them has changed
/// since they were checked. Thread-safe.
/// </summary>
/// <remarks>
/// A package that was replaced under the same name is detected: the index of its repository changed, so that the package is
/// requested with the validators of the cached file.
/// </remarks>
internal sealed class Freshness(PackageStore store, TimeSpan indexMaxAge, TimeProvider timeProvider)
{
    /// <summary>Whether a cached file can be used without a request.</summary>
    /// <param name="key">The key of the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="checkedSince">An index that was checked before is not fresh; null for no such limit.</param>
    public bool IsFresh(CacheKey key, CachedFile file, DateTimeOffset? checkedSince = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        switch (key.Kind)
        {
            case RepositoryFileKind.Immutable:
                return true;
            case RepositoryFileKind.Index:
                // A negative age means that the clock was set back.
                var age = timeProvider.GetUtcNow() - file.CheckedAt;
                return age >= TimeSpan.Zero && age < indexMaxAge && (checkedSince is null || file.CheckedAt >= checkedSince);
            default:
                var changes = store.IndexesAbove(key).Select(index => index.StoredAt).ToList();
                return changes.Count > 0 && file.CheckedAt >= changes.Max();
        }
    }

    /// <summary>Whether an index changed after a file was requested, so that the file can have changed too.</summary>
    public bool IsSuperseded(CacheKey key, DateTimeOffset askedAt) =>
        key.Kind == RepositoryFileKind.Listed && store.IndexesAbove(key).Any(index => index.StoredAt > askedAt);

    /// <summary>Marks the indexes above a file as stale, because a file that they list does not exist.</summary>
    public void Invalidate(CacheKey key)
    {
        foreach (var index in store.IndexesAbove(key))
        {
            store.MarkChecked(index.Key, DateTimeOffset.UnixEpoch);
        }
    }
}
