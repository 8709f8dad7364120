using Imaginator.Host.Web.Failures;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs;

/// <summary>Build logs in the image store: of images whose log is no longer in the archive, or that another daemon built.</summary>
internal sealed class ImageLogs(IImageStore store)
{
    public IResult Of(string imageName) => new ImageLog(store, imageName);

    private sealed class ImageLog(IImageStore store, string imageName) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellationToken = httpContext.RequestAborted;
            try
            {
                var image = await store.GetImageAsync(imageName, withFileSystem: false, cancellationToken);
                if (image?.BuildLog?.Object is { } hash)
                {
                    await SendAsync(httpContext, hash);
                    return;
                }
            }
            catch (ImageStoreException e) when (!httpContext.Response.HasStarted)
            {
                await new WebFailure(StatusCodes.Status502BadGateway, "Log not available", e.Message).ExecuteAsync(httpContext);
                return;
            }

            await WebFailures.LogNotFound().ExecuteAsync(httpContext);
        }

        private async Task SendAsync(HttpContext context, ObjectHash hash)
        {
            context.Response.ContentType = PlainTextLog.ContentType;
            if (HttpMethods.IsHead(context.Request.Method))
            {
                return;
            }

            await store.GetVerifiedObjectsAsync(
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
