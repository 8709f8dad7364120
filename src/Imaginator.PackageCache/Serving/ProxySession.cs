using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Fetching;

namespace Imaginator.PackageCache.Serving;

/// <summary>The access of one command to the cache, from the start of the command to its end. Thread-safe.</summary>
internal sealed class ProxySession(
    Uri proxy, DownloadPolicy policy, CommandLimits limits, DateTimeOffset? checkedSince, TimeProvider timeProvider, Action end)
    : IPackageDownloads
{
    private const int MaximumDenials = 100;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private readonly ImmutableArray<HostPattern> _allowed =
        [.. policy.AllowedHosts.Select(text => HostPattern.TryParse(text, out var pattern) ? pattern : null).OfType<HostPattern>()];

    private PackageDownloadCount _count = new(0, 0, 0, 0);
    private DateTimeOffset? _oldestCheck;

    // Not disposed: requests of a command that ended still release it.
    private readonly SemaphoreSlim _originRequests = new(limits.OriginRequests);
    private long _sent;

    public Uri Proxy => proxy;

    /// <summary>What the command can reach.</summary>
    public DownloadPolicy Policy { get; } = policy;

    /// <summary>The way to origins.</summary>
    public OriginRoute Route { get; } = new(policy.Upstream, policy.Network == SandboxNetwork.Host);

    /// <summary>Cancelled when the command has ended.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>The command uses only indexes that were checked since then; null for the age limit of the cache.</summary>
    public DateTimeOffset? CheckedSince => checkedSince;

    public TimeSpan? ListsAge
    {
        get
        {
            lock (_lock)
            {
                return _oldestCheck is { } oldest ? timeProvider.GetUtcNow() - oldest : null;
            }
        }
    }

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

    /// <summary>Whether the list of HTTPS servers covers a server.</summary>
    public bool Allows(string host, int port) => _allowed.Any(pattern => pattern.Matches(host, port));

    /// <summary>Reports a denied connection in the log of the build, once.</summary>
    /// <param name="target">The server and its port.</param>
    /// <param name="cause">Why, or what to do.</param>
    public void Deny(string target, string cause)
    {
        lock (_lock)
        {
            if (_denied.Count >= MaximumDenials || !_denied.Add(target))
            {
                return;
            }
        }

        Policy.Denied($"network policy \"{Policy.Network.NameOf()}\": connection to {target} denied; {cause}");
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

    /// <summary>Records the use of an index that its repository confirmed at a time.</summary>
    public void UseIndex(DateTimeOffset checkedAt)
    {
        lock (_lock)
        {
            _oldestCheck = _oldestCheck is { } oldest && oldest < checkedAt ? oldest : checkedAt;
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

    public async ValueTask DisposeAsync()
    {
        end();

        // Not disposed of: connections that are ending still use its token.
        await _end.CancelAsync();
    }

    private sealed class OriginRequest(SemaphoreSlim requests) : IDisposable
    {
        private SemaphoreSlim? _requests = requests;

        public void Dispose() => Interlocked.Exchange(ref _requests, null)?.Release();
    }
}
