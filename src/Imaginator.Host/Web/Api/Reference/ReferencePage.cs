using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Reference;

/// <summary>
/// The interactive reference of the API. Its script comes from another project and makes styles, so that the page has its own
/// content policy. The page has no text of users.
/// </summary>
internal static class ReferencePage
{
    private const string Script = "vendor/api-reference.js";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // Addresses are relative, so that the page works below the path of a proxy. The script reads the attributes of the first element.
        await response.WriteAsync(
            $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>API reference - imaginator</title>
            <link rel="icon" href="../..{{Assets.AddressOf("icon.svg")}}" type="image/svg+xml">
            </head>
            <body>
            <noscript><p>The reference requires scripts. Without them, read <a href="openapi.json">the OpenAPI document</a>.</p></noscript>
            <script id="api-reference" data-url="openapi.json" data-configuration='{"withDefaultFonts":false,"telemetry":false,"hideClientButton":true,"showDeveloperTools":"never","agent":{"disabled":true} }'></script>
            <script src="../..{{Assets.AddressOf(Script)}}"></script>
            </body>
            </html>

            """,
            context.RequestAborted);
    }
}
