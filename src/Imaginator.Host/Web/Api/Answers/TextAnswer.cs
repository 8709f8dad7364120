using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Answers;

/// <summary>Text from other people as a response, which no browser shows as a page of this site. Disposes of the text.</summary>
internal sealed class TextAnswer(Stream text) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await using (text)
        {
            var response = httpContext.Response;
            response.ContentType = "text/plain; charset=utf-8";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await text.CopyToAsync(response.Body, httpContext.RequestAborted);
            }
        }
    }
}
