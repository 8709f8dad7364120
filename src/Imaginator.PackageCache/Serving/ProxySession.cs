using Imaginator.Building.Packaging;

namespace Imaginator.PackageCache.Serving;

/// <summary>The access of one command to the cache, from the start of the command to its end. Thread-safe.</summary>
internal sealed class ProxySession(Uri proxy, Uri? upstream, Action end) : IPackageDownloads
{
    private readonly Lock _lock = new();
    private PackageDownloadCount _count = new(0, 0, 0, 0);

    public Uri Proxy => proxy;

    /// <summary>The proxy that the command would use without the cache; null for none.</summary>
    public Uri? Upstream => upstream;

    public PackageDownloadCount Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Counts a file that was sent.</summary>
    public void CountServed(bool isCached, long bytes)
    {
        lock (_lock)
        {
            _count = new PackageDownloadCount(
                _count.Files + 1,
                _count.Bytes + bytes,
                _count.CachedFiles + (isCached ? 1 : 0),
                _count.CachedBytes + (isCached ? bytes : 0));
        }
    }

    public ValueTask DisposeAsync()
    {
        end();
        return ValueTask.CompletedTask;
    }
}
