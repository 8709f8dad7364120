using System.IO.Pipelines;
using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs;

/// <summary>
/// A build log as a page. While the build runs, the response grows with its log, which browsers show without a script.
/// </summary>
internal sealed class LogPage(LogResults results, BuildLookup records, BuildId id) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        using var log = await results.TryOpenAsync(id, httpContext.RequestAborted);
        if (log is null || records.Find(id) is not { } build)
        {
            await WebFailures.LogNotFound().ExecuteAsync(httpContext);
            return;
        }

        using var slot = log.IsLive ? results.TryFollow(httpContext) : null;
        if (log.IsLive && slot is null)
        {
            await WebFailures.TooManyFollowers().ExecuteAsync(httpContext);
            return;
        }

        httpContext.Response.ContentType = "text/html; charset=utf-8";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await SendAsync(httpContext, build, log);
        }
    }

    private async Task SendAsync(HttpContext context, BuildRecord build, BuildLogReader log)
    {
        var output = context.Response.BodyWriter;
        var html = new HtmlWriter(output);
        var clock = PageClock.Of(results.TimeProvider);
        if (log.IsLive)
        {
            LogResults.PrepareForFollowing(context);
        }

        // 1: the build so far.
        Layout.Begin(html, $"Log of {build.StreamName}", script: log.IsLive ? Asset.Follow.Address : null);
        html.Write($"""
            <div class="links">
            {PageParts.Link(PageAddress.OfBuild(id), "build details")}
            {PageParts.Link(PageAddress.OfLog(id), "plain text")}
            {PageParts.Link(PageAddress.Of(PageAddress.Stream, build.StreamName), "stream")}
            </div>
            <p>{PageParts.Badge(build.Result)} <span class="muted">queued {PageParts.Time(build.QueuedAt, clock)}</span></p>
            <pre class="log" id="log">
            """);
        await output.FlushAsync(context.RequestAborted);

        // 2: the whole log.
        var pipe = new Pipe();
        var copying = CopyAsync(log, pipe.Writer, context.RequestAborted);
        await WriteTextAsync(html, pipe.Reader, output, context.RequestAborted);
        await copying;

        // 3: the result.
        html.Write($"</pre>\n");
        if (log.IsLive && records.Find(id) is { } finished)
        {
            html.Write($"<p>{PageParts.Badge(finished.Result)} {finished.ImageName} {finished.Error}</p>\n");
        }

        Layout.End(html, PageClock.Of(results.TimeProvider));
        await output.FlushAsync(context.RequestAborted);
    }

    private static async Task CopyAsync(
        BuildLogReader log, PipeWriter destination, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await log.CopyToAsync(destination, cancellationToken);
        }
        catch (Exception e)
        {
            // The reader of the pipe throws it.
            failure = e;
        }

        await destination.CompleteAsync(failure);
    }

    private static async Task WriteTextAsync(
        HtmlWriter html,
        PipeReader log,
        PipeWriter output,
        CancellationToken cancellationToken)
    {
        var text = new LogHtml(html);
        while (true)
        {
            var read = await log.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                text.Write(segment.Span);
            }

            log.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                text.Complete();
                await log.CompleteAsync();
                return;
            }

            var flushed = await output.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
            {
                await log.CompleteAsync();
                return;
            }
        }
    }
}
