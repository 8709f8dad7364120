using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Messages.Builds;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Api.Site;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Builds;

/// <summary>The operations of builds.</summary>
internal static class BuildOperations
{
    private const string Path = "/builds";
    private const string PathOfOne = Path + "/{id}";

    private static ApiParameterInfo Id => ApiParameterInfo.InPath("id", "The id of the build.");

    private static ApiParameterInfo Key => ApiParameterInfo.InHeader(
        BuildStartsApi.KeyHeader,
        "A text that the client chooses for this request, for example a UUID. A repeated request with the same key starts no second build.");

    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<BuildsApi>(HttpMethods.Get, Path, (api, context) => api.List(context), () => new()
        {
            Id = "listBuilds",
            Group = ApiGroups.Builds,
            Summary = "List builds, the newest first",
            Permission = ApiPermissions.ViewSome,
            Parameters =
            [
                ApiParameterInfo.InQuery("stream", "Builds of this stream."),
                ApiParameterInfo.InQuery("requestor", "Builds that this user requested or joined."),
                ApiParameterInfo.InQuery("result", "Builds with this result: queued, running, succeeded, unchanged, failed, cancelled, interrupted or needs-source-image."),
                ApiParameterInfo.InQuery("good", "Builds that made an image (true), or that ended without one (false).", ApiValueType.Boolean),
                ApiParameterInfo.InQuery("from", "Builds that were submitted at this time or later.", ApiValueType.Time),
                ApiParameterInfo.InQuery("until", "Builds that were submitted before this time.", ApiValueType.Time),
                ApiParameterInfo.InQuery("before", "Builds that were submitted before the build with this id."),
                ApiParameterInfo.Limit(HistoryQuery.MaximumCount, ApiParameters.DefaultLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiBuilds>()],
            Problems = [StatusCodes.Status400BadRequest],
        }),
        ApiOperation.Of<BuildStartsApi>(HttpMethods.Post, Path, (api, context) => api.StartAsync(context), () => new()
        {
            Id = "startBuild",
            Group = ApiGroups.Builds,
            Summary = "Start a build",
            Permission = ApiPermissions.Build,
            Text = "The build continues without the client. A request for a stream that is being built with the same inputs joins that build.",
            Parameters = [Key],
            Body = typeof(ApiBuildOrder),
            Answers = [ApiAnswerInfo.Json<ApiBuild>(StatusCodes.Status202Accepted)],
            Problems =
            [
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests,
            ],
        }),
        ApiOperation.Of<BuildsApi>(HttpMethods.Get, PathOfOne, (api, context) => api.Show(context), () => new()
        {
            Id = "getBuild",
            Group = ApiGroups.Builds,
            Summary = "Show a build with its stages",
            Permission = ApiPermissions.View,
            Parameters = [Id],
            Answers = [ApiAnswerInfo.Json<ApiBuild>(), ApiAnswerInfo.NotModified],
            Problems = [StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<BuildsApi>(HttpMethods.Get, PathOfOne + "/log", (api, context) => api.ShowLog(context), () => new()
        {
            Id = "getBuildLog",
            Group = ApiGroups.Builds,
            Summary = "Read the log of a build as text",
            Permission = ApiPermissions.View,
            Text = "The answer for a running build continues until the build ends, and sends each part immediately.",
            Parameters = [Id],
            Answers = [ApiAnswerInfo.PlainText],
            Problems = [StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<BuildEventsApi>(HttpMethods.Get, PathOfOne + "/events", (api, context) => api.Follow(context), () => new()
        {
            Id = "followBuild",
            Group = ApiGroups.Builds,
            Summary = "Follow a build as server-sent events",
            Permission = ApiPermissions.View,
            Text = "Events: build (the build, as for getBuild, whenever its state changes), log (offset, time and text of a piece of the log), "
                + "alive (nothing has happened for a while) and end (the build has ended).",
            Parameters =
            [
                Id,
                ApiParameterInfo.InQuery("offset", "The position in the log, in bytes, at which log events begin.", ApiValueType.Number),
                ApiParameterInfo.InHeader("Last-Event-ID", "The id of the last event that the client has received: the events continue after it."),
            ],
            Answers = [ApiAnswerInfo.Events],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<ActionsApi>(
            HttpMethods.Post,
            PathOfOne + "/cancel",
            (api, context) => api.RunAsync(context, actions => actions.CancelBuild, ApiSegments.TextOf(context, "id")),
            () => new()
            {
                Id = "cancelBuild",
                Group = ApiGroups.Builds,
                Summary = "Cancel a queued or running build",
                Permission = ApiPermissions.Manage("Imaginator.CancelBuild") + "; the only requestor of a build can cancel it",
                Text = "A cancelled build never ends as succeeded. A build that already publishes its image continues: the answer is then a "
                    + "problem of the type urn:imaginator:problem:too-late.",
                Parameters = [Id],
                Answers = [ApiAnswerInfo.Json<ApiActionResult>()],
                Problems = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict],
            }),
        ApiOperation.Of<BuildStartsApi>(HttpMethods.Post, PathOfOne + "/retry", (api, context) => api.RetryAsync(context), () => new()
        {
            Id = "retryBuild",
            Group = ApiGroups.Builds,
            Summary = "Start a build with the inputs of another one",
            Permission = ApiPermissions.Build,
            Text = "The body is optional. Values of variables that can be secret are not kept: a problem of the type "
                + "urn:imaginator:problem:missing-variables names the variables whose values the body must have.",
            Parameters = [Id, Key],
            Body = typeof(ApiRetryOrder),
            HasOptionalBody = true,
            Answers = [ApiAnswerInfo.Json<ApiBuild>(StatusCodes.Status202Accepted)],
            Problems =
            [
                StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict,
                StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests,
            ],
        }),
    ];
}
