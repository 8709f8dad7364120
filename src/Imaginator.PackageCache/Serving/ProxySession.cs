using Imaginator.Building.Packaging;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Fetching;

namespace Imaginator.PackageCache.Serving;

/// <summary>The access of one command to the cache, from the start of the command to its end. Thread-safe.</summary>
internal sealed class ProxySession(Uri proxy, Uri? upstream, CommandLimits limits, Action end) : IPackageDownloads
{
    private readonly Lock _lock = new();

    // Not disposed: requests of a command that ended still release it.
    private readonly SemaphoreSlim _originRequests = new(limits.OriginRequests);
    private PackageDownloadCount _count = new(0, 0, 0, 0);
    private long _sent;

    public Uri Proxy => proxy;

    /// <summary>The proxy that the command would use without the cache; null for none.</summary>
    public Uri? Upstream => upstream;

    /// <summary>The files that the cache may still keep of the command.</summary>
    public KeptFileQuota Quota { get; } = new(limits);

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

    /// <summary>Counts bytes before they are sent.</summary>
    /// <exception cref="IOException">The command has received too much.</exception>
    public void Charge(int bytes)
    {
        if (Interlocked.Add(ref _sent, bytes) > limits.Bytes)
        {
            throw new IOException($"the command exceeds the download limit of {limits.Bytes} bytes");
        }
    }

    /// <summary>Waits until the command may send another request to an origin; the result ends the request.</summary>
    public async Task<IDisposable> EnterOriginAsync(CancellationToken cancellationToken)
    {
        await _originRequests.WaitAsync(cancellationToken);
        return new OriginRequest(_originRequests);
    }

    public ValueTask DisposeAsync()
    {
        end();
        return ValueTask.CompletedTask;
    }

    private sealed class OriginRequest(SemaphoreSlim requests) : IDisposable
    {
        private SemaphoreSlim? _requests = requests;

        public void Dispose() => Interlocked.Exchange(ref _requests, null)?.Release();
    }
}
