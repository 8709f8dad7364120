using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.Web.Logs;

/// <summary>A build log as plain text.</summary>
internal sealed class PlainTextLog(LogResults results, BuildId id) : IResult
{
    public const string ContentType = "text/plain; charset=utf-8";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        using var log = await results.TryOpenAsync(id, httpContext.RequestAborted);
        if (log is null)
        {
            await WebFailures.LogNotFound().ExecuteAsync(httpContext);
            return;
        }

        using var slot = log.IsLive ? results.TryFollow(httpContext, id) : null;
        if (log.IsLive && slot is null)
        {
            await WebFailures.TooManyFollowers().ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = ContentType;
        await SendAsync(httpContext, log);
    }

    private static async Task SendAsync(HttpContext context, BuildLogReader log)
    {
        var response = context.Response;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (log.Compressed is { } compressed && AcceptsGzip(context.Request))
        {
            // The archive's file already has the client's encoding.
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = compressed.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await compressed.CopyToAsync(response.Body, context.RequestAborted);
            }

            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (log.IsLive)
        {
            LogResults.PrepareForFollowing(context);
            await response.StartAsync(context.RequestAborted);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        await log.CopyToAsync(response.BodyWriter, context.RequestAborted);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "gzip" && encoding.Quality != 0);
}
