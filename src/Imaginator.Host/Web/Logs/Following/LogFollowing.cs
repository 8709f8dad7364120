using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Logs.Lines;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Logs.Following;

/// <summary>The lines that are added to a log, from a line on, as server-sent events; see <see cref="LogEventWriter"/>.</summary>
internal sealed class LogFollowing(LogResults results, LogReading reading, LogFeeds feeds, BuildId build) : IResult
{
    private const string ContentType = "text/event-stream";
    private const int LinesOfEvent = 500;

    // Proxies close connections that are silent for a minute.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            httpContext.Response.ContentType = ContentType;
            return;
        }

        using var slot = results.TryFollow(httpContext, build);
        if (slot is null)
        {
            await WebFailures.TooManyFollowers().ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers["X-Accel-Buffering"] = "no";
        LogResults.PrepareForFollowing(httpContext);
        try
        {
            // The headers: browsers show that they follow before the first line.
            await response.Body.FlushAsync(httpContext.RequestAborted);
            await SendAsync(response.BodyWriter, FirstLineOf(httpContext.Request), httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The reader has left.
            return;
        }
    }

    private static int FirstLineOf(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : request.Query[LogAddress.From].ToString();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : 1;
    }

    private async Task SendAsync(PipeWriter output, int firstLine, CancellationToken cancellationToken)
    {
        // A complete log needs no feed, which would read it once more.
        if (reading.IsComplete(build))
        {
            await SendMissedAsync(
                output, await reading.ReadIndexAsync(build, cancellationToken), firstLine, int.MaxValue, cancellationToken);
            output.Write(LogEventWriter.End.Span);
            await output.FlushAsync(cancellationToken);
            return;
        }

        // 1: follow first, so that no line is lost in between.
        var index = await reading.ReadIndexAsync(build, cancellationToken);
        using var subscription = feeds.Subscribe(build, index);

        // 2: the lines before those that the events have.
        if (subscription.FirstLine > index.Lines + 1)
        {
            index = await reading.ReadIndexAsync(build, cancellationToken);
        }

        await SendMissedAsync(output, index, firstLine, subscription.FirstLine, cancellationToken);
        await output.FlushAsync(cancellationToken);

        // 3: the events.
        while (await WaitAsync(subscription, output, cancellationToken))
        {
            while (subscription.Events.TryRead(out var added))
            {
                output.Write(added.Bytes.Span);
            }

            if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }
    }

    private async Task SendMissedAsync(PipeWriter output, LogIndex index, int firstLine, int end, CancellationToken cancellationToken)
    {
        var events = new LogEventWriter(output, results.TimeProvider.LocalTimeZone);
        foreach (var section in index.Sections.Where(section => section.FirstLine + section.Count > firstLine && section.FirstLine < end))
        {
            if (section.FirstLine >= firstLine && section.Stage.Length > 0)
            {
                events.WriteStage(section.Stage, section.Anchor, section.StartedAt);
            }

            var line = Math.Max(section.FirstLine, firstLine);
            var until = Math.Min(section.FirstLine + section.Count, end);
            while (line < until)
            {
                var window = await reading.ReadLinesAheadAsync(build, index, line, Math.Min(LinesOfEvent, until - line), cancellationToken);
                if (window.Count == 0)
                {
                    return;
                }

                events.WriteLines(window, line, window.Count);
                line = window.End;
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task<bool> WaitAsync(LogSubscription subscription, PipeWriter output, CancellationToken cancellationToken)
    {
        var waiting = subscription.Events.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(KeepAlive, results.TimeProvider, cancellationToken);
            }
            catch (TimeoutException)
            {
                output.Write(": \n\n"u8);
                await output.FlushAsync(cancellationToken);
            }
        }
    }
}
