using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace Imaginator.Host.Access.Proxies;

/// <summary>Makes requests look as the clients of proxies sent them: their address, scheme, host and path.</summary>
internal static class ProxyHandling
{
    private static readonly string[] ProxyHeaders =
    [
        ForwardedHeadersDefaults.XForwardedForHeaderName, ForwardedHeadersDefaults.XForwardedProtoHeaderName,
        ForwardedHeadersDefaults.XForwardedHostHeaderName, ForwardedHeadersDefaults.XForwardedPrefixHeaderName,
    ];

    /// <summary>Must precede all other middleware, which sees paths without the base, and routing.</summary>
    public static void UseProxies(this WebApplication application, ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Trusted.IsEmpty)
        {
            UseForwardedHeaders(application, options);
        }

        if (options.PathBase.HasValue)
        {
            application.Use((http, next) =>
            {
                SetBase(http.Request, options.PathBase);
                return next(http);
            });
        }

        application.UseRouting();
    }

    private static void UseForwardedHeaders(WebApplication application, ProxyOptions options)
    {
        var forwarding = new ForwardedHeadersOptions
        {
            // Each proxy of a chain adds a value, and each must be trusted.
            ForwardLimit = null,
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
                | (options.PathBase.HasValue ? ForwardedHeaders.None : ForwardedHeaders.XForwardedPrefix),
        };
        forwarding.KnownProxies.Clear();
        forwarding.KnownIPNetworks.Clear();
        foreach (var network in options.Trusted)
        {
            forwarding.KnownIPNetworks.Add(network);
        }

        application.Use((http, next) =>
        {
            if (options.Trusts(http.Connection.RemoteIpAddress) && ProxyHeaders.Any(http.Request.Headers.ContainsKey))
            {
                ProxiedRequest.Mark(http, NamesClient(http.Request));
            }

            return next(http);
        });
        application.UseForwardedHeaders(forwarding);
        application.Use((http, next) =>
        {
            if (ProxiedRequest.Is(http) && !HasClientAddress(http, options))
            {
                http.Connection.RemoteIpAddress = null;
                http.Connection.RemotePort = 0;
            }

            return next(http);
        });
    }

    private static bool NamesClient(HttpRequest request) =>
        !string.IsNullOrWhiteSpace(request.Headers[ForwardedHeadersDefaults.XForwardedForHeaderName].ToString().Split(',')[^1]);

    // Reading the addresses ends at the first text that is not one, such as "unknown", and leaves the rest in the header. The address is then
    // that of a proxy, whose permissions are not those of its client.
    private static bool HasClientAddress(HttpContext http, ProxyOptions options) =>
        !options.Trusts(http.Connection.RemoteIpAddress)
        || (ProxiedRequest.NamesClient(http) && !http.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName));

    // A proxy can send the path with the base, or without it. Links have it in any case.
    private static void SetBase(HttpRequest request, PathString pathBase)
    {
        if (request.Path.StartsWithSegments(pathBase, StringComparison.Ordinal, out var rest))
        {
            request.Path = rest.HasValue ? rest : new PathString("/");
        }

        request.PathBase = pathBase;
    }
}
