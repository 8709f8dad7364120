using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Html;

/// <summary>A style or script as a response; 404 if the program does not have it.</summary>
internal sealed class AssetResult(string version, string file) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        await using var contents = Assets.TryOpen(file);
        if (contents is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = Assets.ContentTypeOf(file);
        if (Assets.IsCurrent(version))
        {
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
        }

        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await contents.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
