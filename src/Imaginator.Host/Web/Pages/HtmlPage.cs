using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Pages;

/// <summary>A page, ready to be sent: everything that it shows has been read.</summary>
/// <param name="Title">The title; also the heading.</param>
/// <param name="Body">What is below the heading.</param>
internal sealed record HtmlPage(string Title, HtmlPart Body) : IResult
{
    /// <summary>The status code.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    /// <summary>After how many seconds browsers load the page again; 0 for never.</summary>
    public int RefreshSeconds { get; init; }

    /// <summary>A page that says why something is not to be seen.</summary>
    /// <param name="statusCode">The status code.</param>
    /// <param name="title">In a few words.</param>
    /// <param name="message">In a sentence.</param>
    public static HtmlPage Failure(int statusCode, string title, string message) =>
        new(title, html => html.Write($"<p>{message}</p>\n")) { StatusCode = statusCode };

    /// <inheritdoc/>
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
