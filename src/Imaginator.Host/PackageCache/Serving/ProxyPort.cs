using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.PackageCache.Serving;

/// <summary>The port of the proxy, on this machine's loopback: a web server of its own, apart from the daemon's.</summary>
internal sealed class ProxyPort : IAsyncDisposable
{
    private const int MostConnections = 512;
    private const int MostHeaderBytes = 16 * 1024;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly WebApplication _server;

    private ProxyPort(WebApplication server) => _server = server;

    /// <summary>Its number.</summary>
    public int Number => new Uri(_server.Urls.Single()).Port;

    /// <summary>Opens a port that is free.</summary>
    /// <param name="serve">Answers requests.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">There is none.</exception>
    public static async Task<ProxyPort> OpenAsync(RequestDelegate serve, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Farewell);

        // Which connections come and go is nobody's business.
        builder.Logging.ClearProviders();
        var server = builder.Build();
        try
        {
            server.Run(serve);
            await server.StartAsync(cancellationToken);
            return new ProxyPort(server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;

        // The URL counts, as RFC 9112 (section 3.2.2) has it of proxies.
        options.AllowHostHeaderOverride = true;
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        options.Limits.RequestHeadersTimeout = HeadTimeout;
        options.Limits.KeepAliveTimeout = IdleTimeout;

        // A command that does not read is its build's business; it ends with it.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
