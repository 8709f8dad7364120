using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.PackageCache.Fetching;

namespace Imaginator.PackageCache.Serving;

/// <summary>The access of one command to the cache, from the start of the command to its end. Thread-safe.</summary>
internal sealed class ProxySession(Uri proxy, DownloadPolicy policy, Action end) : IPackageDownloads
{
    private const int MaximumDenials = 100;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private readonly ImmutableArray<HostPattern> _allowed =
        [.. policy.AllowedHosts.Select(text => HostPattern.TryParse(text, out var pattern) ? pattern : null).OfType<HostPattern>()];

    private PackageDownloadCount _count = new(0, 0, 0, 0);

    public Uri Proxy => proxy;

    /// <summary>What the command can reach.</summary>
    public DownloadPolicy Policy { get; } = policy;

    /// <summary>The way to origins.</summary>
    public OriginRoute Route { get; } = new(policy.Upstream, policy.Network == SandboxNetwork.Host);

    /// <summary>Cancelled when the command has ended.</summary>
    public CancellationToken Ended => _end.Token;

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

    public async ValueTask DisposeAsync()
    {
        end();

        // Not disposed of: connections that are ending still use its token.
        await _end.CancelAsync();
    }
}
