using Imaginator.Files;
using Imaginator.Host.Images.Contents;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Api.Answers;

/// <summary>
/// The bytes of a file of an image as a download. They come from other people: no browser shows them as a page of this site.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="openAsync">Opens the file; null if it is gone.</param>
internal sealed class StoredFileAnswer(TreeFile file, Func<CancellationToken, Task<StoredFile?>> openAsync) : IResult
{
    private const string Policy = "default-src 'none'; sandbox";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        var tag = file.Hash is { } hash ? EntityTags.OfHash(hash.AsSpan()) : EntityTags.Of([]);
        if (EntityTags.IsKnown(httpContext, tag))
        {
            return;
        }

        await using var contents = await openAsync(httpContext.RequestAborted);
        if (contents is null)
        {
            await Problems.NotFound($"file \"{FileName.ToDisplay(file.Path)}\" not found").ExecuteAsync(httpContext);
            return;
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileName.ToDisplay(file.Name));
        response.Headers.ContentDisposition = disposition.ToString();
        response.ContentType = contents.LooksLikeText ? "text/plain; charset=utf-8" : "application/octet-stream";
        response.ContentLength = contents.Size;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await contents.Contents.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
