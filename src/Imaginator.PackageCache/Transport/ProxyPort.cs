using System.Net;
using System.Net.Sockets;
using Imaginator.Connections;
using Imaginator.Connections.Accepting;
using Imaginator.PackageCache.Tunnels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache.Transport;

/// <summary>The port of the proxy on the loopback interface: a web server that is separate from that of the daemon.</summary>
internal sealed class ProxyPort : IAsyncDisposable
{
    private const int MaximumLineBytes = 8 * 1024;
    private const int MaximumHeaderBytes = 16 * 1024;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _server;

    private readonly BuildConnections _connections;

    private ProxyPort(WebApplication server, BuildConnections connections)
    {
        _server = server;
        _connections = connections;
    }

    /// <summary>The port number.</summary>
    public int Number { get; private init; }

    /// <summary>Opens a free port.</summary>
    public static async Task<ProxyPort> OpenAsync(
        RequestDelegate serve, TunnelServer tunnels, ConnectionTable table, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, tunnels, table.Limits.SetupTimeout));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(table);
        builder.Services.AddSingleton<IConnectionListenerFactory, LimitedListenerFactory>();
        builder.Services.AddSingleton<BuildConnections>();
        builder.Services.AddSingleton<IConnectionListenerFactory, BuildConnectionFactory>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

        // Connections of builds are not logged.
        builder.Logging.ClearProviders();
        var server = builder.Build();
        try
        {
            server.Run(serve);
            await server.StartAsync(cancellationToken);
            var port = server.Urls
                .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback ? address.Port : 0)
                .First(number => number > 0);
            return new ProxyPort(server, server.Services.GetRequiredService<BuildConnections>()) { Number = port };
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves a connection that was accepted elsewhere; ends with it.</summary>
    public Task ServeAsync(Socket connection, CancellationToken cancellationToken) =>
        _connections.ServeAsync(connection, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options, TunnelServer tunnels, TimeSpan setupTimeout)
    {
        options.AddServerHeader = false;

        // A proxy uses the URL and ignores the Host header (RFC 9112, section 3.2.2).
        options.AllowHostHeaderOverride = true;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = MaximumHeaderBytes;
        options.Limits.MaxRequestLineSize = MaximumLineBytes;
        options.Limits.MaxConcurrentUpgradedConnections = 0;
        options.Limits.RequestHeadersTimeout = setupTimeout;
        options.Limits.KeepAliveTimeout = IdleTimeout;

        // A command that does not read uses its own connections only, and ends with its build.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, Listen);
        options.Listen(new BuildEndPoint(), Listen);

        void Listen(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => tunnels.ServeAsync(connection, next));
        }
    }
}
