using Imaginator.Host.Access;
using Imaginator.Host.Rpc.Port;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web;

/// <summary>Response headers that limit what a browser does with a page, even if foreign text got into its markup.</summary>
internal static class SecurityHeaders
{
    // No foreign content, no inline scripts or styles, no frames in or around a page.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    // A year. Other names of the site decide for themselves.
    private const string HttpsOnly = "max-age=31536000";

    /// <summary>
    /// Makes browsers use only HTTPS for the name of the daemon, if it is configured to answer nothing else. The header concerns all ports of the
    /// name: other services of the machine, such as the pages of a Dominator imageserver, would become unreachable without this decision.
    /// </summary>
    public static void UseStrictTransport(this WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        if (application.Services.GetRequiredService<PortOptions>().HasPlainHttp)
        {
            return;
        }

        application.Use(static (context, next) =>
        {
            // Below a path, only the proxy knows how browsers reach the name.
            if (context.Request.IsHttps && (!context.Request.PathBase.HasValue || ProxiedRequest.Is(context)))
            {
                context.Response.OnStarting(
                    static headers =>
                    {
                        ((IHeaderDictionary)headers).TryAdd(HeaderNames.StrictTransportSecurity, HttpsOnly);
                        return Task.CompletedTask;
                    },
                    context.Response.Headers);
            }

            return next(context);
        });
    }

    /// <summary>Adds the headers to all responses, including those of the exception handler, which clears headers set before it.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder application) => application.Use(next => context =>
    {
        context.Response.OnStarting(
            static headers =>
            {
                AddTo((IHeaderDictionary)headers);
                return Task.CompletedTask;
            },
            context.Response.Headers);
        return next(context);
    });

    // A header that the endpoint has set stays.
    private static void AddTo(IHeaderDictionary headers)
    {
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, ContentSecurityPolicy);
        headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
        headers.TryAdd(HeaderNames.XFrameOptions, "DENY");

        // With "no-referrer", browsers would not send the origin of a form.
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");

        // Pages change all the time, and build logs are private.
        headers.TryAdd(HeaderNames.CacheControl, "no-store");
    }
}
