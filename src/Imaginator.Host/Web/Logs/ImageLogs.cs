using Imaginator.Host.Web.Pages;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs;

/// <summary>Build logs that live with their images: those that the archive does not have any more, or that others built.</summary>
/// <param name="server">The image server.</param>
internal sealed class ImageLogs(IImageStore server)
{
    /// <summary>The log of an image.</summary>
    /// <param name="imageName">The image.</param>
    public IResult Of(string imageName) => new ImageLog(server, imageName);

    private sealed class ImageLog(IImageStore server, string imageName) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var stopping = httpContext.RequestAborted;
            try
            {
                var image = await server.GetImageAsync(imageName, withFileSystem: false, stopping);
                if (image?.BuildLog?.Object is { } hash)
                {
                    await SendAsync(httpContext, hash);
                    return;
                }
            }
            catch (ImageStoreException e) when (!httpContext.Response.HasStarted)
            {
                await HtmlPage.Failure(StatusCodes.Status502BadGateway, "No log", e.Message).ExecuteAsync(httpContext);
                return;
            }

            await Failures.LogIsGone().ExecuteAsync(httpContext);
        }

        private async Task SendAsync(HttpContext context, ObjectHash hash)
        {
            context.Response.ContentType = LogText.ContentType;
            if (HttpMethods.IsHead(context.Request.Method))
            {
                return;
            }

            await server.GetObjectsAsync(
                [hash],
                async (_, contents, cancellationToken) =>
                {
                    await using var log = contents.OpenRead();
                    await log.CopyToAsync(context.Response.Body, cancellationToken);
                },
                context.RequestAborted);
        }
    }
}
