using System.Globalization;
using Imaginator.Host.History;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Logs;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Builds;

/// <summary>Follows builds: <c>/api/v1/builds/ID/events</c>.</summary>
internal sealed class BuildEventsApi(BuildsApi builds, BuildEvents events, BuildLookup records, LogResults logs)
{
    private const string LastEventId = "Last-Event-ID";

    public IResult Follow(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var offset = parameters.Value("offset", ParseOffset, "a position in the log in bytes, 0 or greater");
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        if (builds.Find(context) is not { } build)
        {
            return Problems.BuildNotFound();
        }

        // A browser continues after the last event that it has received.
        var last = ParseOffset(context.Request.Headers[LastEventId].ToString());
        return new Following(
            logs,
            cancellationToken => events.FollowAsync(
                build.Id,
                last ?? offset ?? 0,
                () => records.Find(build.Id) is { } current ? builds.Describe(context, current) : null,
                cancellationToken));
    }

    private static long? ParseOffset(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;

    /// <summary>Holds a slot for followers while the events are sent.</summary>
    private sealed class Following(
        LogResults logs, Func<CancellationToken, IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>>> follow) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                httpContext.Response.ContentType = "text/event-stream";
                return;
            }

            using var slot = logs.TryFollow(httpContext);
            if (slot is null)
            {
                await WebFailures.TooManyFollowers().ExecuteAsync(httpContext);
                return;
            }

            LogResults.PrepareForFollowing(httpContext);
            await TypedResults.ServerSentEvents(follow(httpContext.RequestAborted)).ExecuteAsync(httpContext);
        }
    }
}
