using System.Net.Sockets;
using Imaginator.Building.Measurements;
using Imaginator.Building.Packaging;
using Imaginator.Connections;
using Imaginator.Connections.Accepting;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Fetching;
using Imaginator.PackageCache.Serving;
using Imaginator.PackageCache.Storage;
using Imaginator.PackageCache.Transport;
using Imaginator.PackageCache.Tunnels;
using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache;

/// <summary>
/// The package cache: an HTTP proxy that starts with the first command that uses it. Thread-safe.
/// </summary>
public sealed class PackageProxy(
    PackageCacheOptions options, BuildMeasurements? measurements, TimeProvider timeProvider, ILogger<PackageProxy> logger)
    : IPackageCache, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly ProxySessions _sessions = new(options.Command);
    private OriginClient? _origins;
    private Fetcher? _fetcher;
    private ProxyPort? _port;

    /// <summary>The connections of commands.</summary>
    public ConnectionTable Connections { get; } = new(
        "packages",
        DescriptorLimit.Fit(
            new ConnectionLimits
            {
                Maximum = options.MaximumConnections,
                MaximumPerAddress = options.MaximumConnections,
                MaximumPerOwner = options.Command.Connections,
            },
            DescriptorLimit.Current()),
        timeProvider,
        logger);

    public async Task<IPackageDownloads> ServeAsync(DownloadPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // Builds cannot connect to the daemon, neither directly nor through this proxy.
        if (policy.Upstream is { } upstream && options.DeniedPorts.Contains(upstream.Port))
        {
            throw new ImaginatorException(
                $"proxy {upstream.Host}:{upstream.Port} of the build is not allowed: builds cannot connect to ports of the daemon; "
                + "use a proxy on another port");
        }

        await _starting.WaitAsync(cancellationToken);
        try
        {
            _port ??= await StartAsync(cancellationToken);
            return _sessions.Open(_port.Number, policy, policy.AsksRepositories ? timeProvider.GetUtcNow() : null, timeProvider);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            PackageCacheLog.Unusable(logger, e.Message);
            throw new ImaginatorException($"using the package cache failed: {e.Message}", e);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task ServeConnectionAsync(Socket connection, CancellationToken cancellationToken)
    {
        // Without a session, no command can have the secret of one.
        if (_port is { } port)
        {
            await port.ServeAsync(connection, cancellationToken);
        }
    }

    /// <summary>Stops the proxy; no command must use it.</summary>
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
        Connections.Dispose();
        _starting.Dispose();
    }

    private async Task<ProxyPort> StartAsync(CancellationToken cancellationToken)
    {
        var store = PackageStore.Open(options, timeProvider);
        var freshness = new Freshness(store, options.IndexMaxAge, timeProvider);
        _origins ??= new OriginClient(options, timeProvider);
        _fetcher = new Fetcher(store, freshness, _origins, options, timeProvider, logger);
        var requests = new ProxyRequestHandler(
            _sessions, store, freshness, _fetcher, new UncachedForwarder(_origins), options, measurements);
        return await ProxyPort.OpenAsync(
            requests.ServeAsync, new TunnelServer(_sessions, options, timeProvider), Connections, cancellationToken);
    }
}
