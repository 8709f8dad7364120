using System.Collections.Immutable;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RazorSlices;

namespace Imaginator.Host.Web.Console;

/// <summary>A page as a response: the layout with a slice, whose model has been read before.</summary>
internal sealed class ConsolePage(string title, RazorSlice body) : IResult
{
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    public PageSection Section { get; init; }

    /// <summary>The scripts of the page, as modules: files of <see cref="Assets"/>.</summary>
    public ImmutableArray<string> Scripts { get; init; } = [];

    /// <summary>The styles of the page besides those of all pages: files of <see cref="Assets"/>.</summary>
    public ImmutableArray<string> Styles { get; init; } = [];

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

        var frame = new PageFrame
        {
            Clock = PageClock.Of(httpContext.RequestServices.GetRequiredService<TimeProvider>()),
            Title = title,
            Section = Section,
            PathBase = httpContext.Request.PathBase.ToUriComponent(),
            Visitor = httpContext.RequestServices.GetRequiredService<IVisitors>().Of(httpContext),
            HasImagesOnly = httpContext.Features.Get<ImagesOnlyPort>() is not null,
            Scripts = Scripts,
            Styles = Styles,
        };
        if (body is IFramedSlice framed)
        {
            framed.Frame = frame;
        }

        // Slices dispose of themselves when they are rendered.
        var layout = new Web_Console_LayoutView { Model = body, Frame = frame };
        await layout.RenderAsync(response.BodyWriter, HtmlText.Encoder, httpContext.RequestAborted);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
