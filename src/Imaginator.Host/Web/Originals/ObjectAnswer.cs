using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Originals;

/// <summary>An object as a download, which no browser shows as a page of this site. Disposes of the contents.</summary>
internal sealed class ObjectAnswer(Stream contents) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await using (contents)
        {
            var response = httpContext.Response;
            response.ContentType = "application/octet-stream";
            response.Headers.ContentDisposition = "attachment";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await contents.CopyToAsync(response.Body, httpContext.RequestAborted);
            }
        }
    }
}
