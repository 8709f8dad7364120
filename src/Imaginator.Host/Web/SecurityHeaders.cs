using Microsoft.AspNetCore.Builder;

namespace Imaginator.Host.Web;

/// <summary>Headers that keep a page from doing what it has no business to do, whatever got into it.</summary>
internal static class SecurityHeaders
{
    // Nothing from elsewhere, no inline script or style, no frames around or in it.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers to all responses.</summary>
    /// <param name="application">The application.</param>
    public static void UseSecurityHeaders(this IApplicationBuilder application) => application.Use(next => context =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";

        // Not "no-referrer": with that, browsers would not say where a form comes from.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // What there is to see changes all the time, and build logs are nobody else's business.
        headers.CacheControl = "no-store";
        return next(context);
    });
}
