using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Html;

/// <summary>A page as a response. Its body writes data that has been read before.</summary>
internal sealed record HtmlPage(string Title, HtmlPart Body) : IResult
{
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    /// <summary>The seconds after which browsers reload the page; 0 for never.</summary>
    public int RefreshSeconds { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        var html = new HtmlWriter(response.BodyWriter);
        Layout.Begin(html, Title, RefreshSeconds);
        Body(html);
        Layout.End(html, PageClock.Of(httpContext.RequestServices.GetRequiredService<TimeProvider>()));
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
