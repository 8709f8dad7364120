using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Host.Daemon;
using Imaginator.Host.PackageCache.Fetching;
using Imaginator.Host.PackageCache.Repositories;
using Imaginator.Host.PackageCache.Serving;
using Imaginator.Host.PackageCache.Storage;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.PackageCache;

/// <summary>
/// The cache of packages: an HTTP proxy that starts when the first command wants it. Thread-safe.
/// </summary>
internal sealed class PackageProxy(
    PackageCacheOptions options, BuildMeasurements? measurements, TimeProvider time, ILogger<PackageProxy> logger)
    : IPackageCache, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly LeaseTable _leases = new();
    private Origins? _origins;
    private Fetcher? _fetcher;
    private ProxyPort? _port;

    /// <summary>Makes the proxy; nothing runs yet.</summary>
    /// <param name="context">The flags, the clock.</param>
    /// <param name="measurements">Counts what is served; null for nobody.</param>
    /// <returns>The proxy; null if nothing is to be shared.</returns>
    public static PackageProxy? From(CommandContext context, BuildMeasurements? measurements) =>
        PackageCacheOptions.From(context.Flags, DaemonPorts.Of(context.Flags)) is { } options
            ? new PackageProxy(options, measurements, context.Time, context.LoggerFactory.CreateLogger<PackageProxy>())
            : null;

    public async Task<IPackageDownloads> ServeAsync(Uri? upstream, CancellationToken cancellationToken)
    {
        // A build cannot connect there; nor can it have us do it.
        if (upstream is not null && options.DeniedPorts.Contains(upstream.Port))
        {
            throw new ImaginatorException(
                $"the proxy {upstream.Host}:{upstream.Port} of the build is on a port of the daemon, which builds cannot connect to");
        }

        await _starting.WaitAsync(cancellationToken);
        try
        {
            _port ??= await StartAsync(cancellationToken);
            return _leases.Grant(_port.Number, upstream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            PackageCacheLog.Unusable(logger, e.Message);
            throw new ImaginatorException($"the cache of packages cannot be used: {e.Message}", e);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends serving. Only when no command uses it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_port is not null)
        {
            await _port.DisposeAsync();
        }

        if (_fetcher is not null)
        {
            await _fetcher.DisposeAsync();
        }

        _origins?.Dispose();
        _starting.Dispose();
    }

    private async Task<ProxyPort> StartAsync(CancellationToken cancellationToken)
    {
        var store = PackageStore.Open(options.Directory, options.MaximumBytes, time);
        var freshness = new Freshness(store, options.IndexMaxAge, time);
        _origins ??= new Origins(options, time);
        _fetcher = new Fetcher(store, freshness, _origins, options, time, logger);
        var requests = new ProxyRequests(
            _leases, store, freshness, _fetcher, new PassedOn(_origins), options, measurements);
        return await ProxyPort.OpenAsync(requests.ServeAsync, cancellationToken);
    }
}
