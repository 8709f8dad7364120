using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache.Serving;

/// <summary>The port of the proxy on the loopback interface: a web server that is separate from that of the daemon.</summary>
internal sealed class ProxyPort : IAsyncDisposable
{
    private const int MaximumConnections = 512;
    private const int MaximumHeaderBytes = 16 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly WebApplication _server;

    private ProxyPort(WebApplication server) => _server = server;

    /// <summary>The port number.</summary>
    public int Number => new Uri(_server.Urls.Single()).Port;

    /// <summary>Opens a free port.</summary>
    public static async Task<ProxyPort> OpenAsync(RequestDelegate serve, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);

        // Connections of builds are not logged.
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

        // A proxy uses the URL and ignores the Host header (RFC 9112, section 3.2.2).
        options.AllowHostHeaderOverride = true;
        options.Limits.MaxConcurrentConnections = MaximumConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = MaximumHeaderBytes;
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.Limits.KeepAliveTimeout = IdleTimeout;

        // A command that does not read affects its own build only, and ends with it.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
