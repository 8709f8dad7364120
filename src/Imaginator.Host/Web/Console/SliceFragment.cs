using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RazorSlices;

namespace Imaginator.Host.Web.Console;

/// <summary>A slice without a page around it, for scripts that add it to theirs.</summary>
internal sealed class SliceFragment(RazorSlice slice) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        if (slice is IFramedSlice framed)
        {
            framed.Frame = new PageFrame
            {
                Clock = PageClock.Of(httpContext.RequestServices.GetRequiredService<TimeProvider>()),
                PathBase = httpContext.Request.PathBase.ToUriComponent(),
            };
        }

        await slice.RenderAsync(response.BodyWriter, HtmlText.Encoder, httpContext.RequestAborted);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
