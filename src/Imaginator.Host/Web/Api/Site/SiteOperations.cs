using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Api.Site;

/// <summary>The operations of the daemon as a whole.</summary>
internal static class SiteOperations
{
    private const string StartCycle = "Imaginator.StartAutoBuilds";
    private const string PauseCycles = "Imaginator.DisableAutoBuilds";
    private const string PauseRequests = "Imaginator.DisableBuildRequests";

    private static ApiParameterInfo For => ApiParameterInfo.Required("for", "The duration, for example 30m.");

    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<StatusApi>(HttpMethods.Get, "/status", (api, context) => api.Show(context), () => new()
        {
            Id = "getStatus",
            Group = ApiGroups.Daemon,
            Summary = "Show the state of the daemon",
            Permission = ApiPermissions.ViewSome,
            Answers = [ApiAnswerInfo.Json<ApiStatus>()],
        }),
        ApiOperation.Of<PluginsApi>(HttpMethods.Get, "/plugins", (api, context) => api.List(context), () => new()
        {
            Id = "listPlugins",
            Group = ApiGroups.Daemon,
            Summary = "List the plugins",
            Permission = ApiPermissions.ViewAll,
            Answers = [ApiAnswerInfo.Json<ApiPlugins>()],
        }),
        ApiOperation.Of<WorkersApi>(HttpMethods.Get, "/workers", (api, context) => api.List(context), () => new()
        {
            Id = "listWorkers",
            Group = ApiGroups.Daemon,
            Summary = "List the workers",
            Permission = ApiPermissions.ViewAll,
            Answers = [ApiAnswerInfo.Json<ApiWorkers>()],
        }),
        ApiOperation.Of<ActionsApi>(
            HttpMethods.Post,
            "/workers/replace-idle",
            (api, context) => api.RunAsync(
                context,
                context.RequestServices.GetRequiredService<WorkerActions>().ReplaceIdle,
                context.Request.Query["connect"].ToString()),
            () => new()
            {
                Id = "replaceIdleWorkers",
                Group = ApiGroups.Daemon,
                Summary = "Read the list of workers again, and close idle connections",
                Permission = ApiPermissions.ManageAll("Imaginator.ReplaceIdleSlaves"),
                Parameters = [ApiParameterInfo.InQuery("connect", "Whether to connect to all workers immediately.", ApiValueType.Boolean)],
                Answers = [ApiAnswerInfo.Json<ApiActionResult>()],
                Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict],
            }),
        ApiOperation.Of<DependenciesApi>(HttpMethods.Get, "/dependencies", (api, context) => api.ShowAsync(context), () => new()
        {
            Id = "getDependencies",
            Group = ApiGroups.Streams,
            Summary = "Show which streams are built on which",
            Permission = ApiPermissions.ViewSome,
            Parameters =
            [
                ApiParameterInfo.InQuery("maxAge", "The maximum age of the last attempt, for example 1m; an older one is repeated first. By default any age."),
            ],
            Answers = [ApiAnswerInfo.Json<ApiDependencies>()],
            Problems = [StatusCodes.Status400BadRequest],
        }),
        ApiOperation.Of<TrendsApi>(HttpMethods.Get, "/trends", (api, context) => api.Show(context), () => new()
        {
            Id = "getTrends",
            Group = ApiGroups.Daemon,
            Summary = "Show series of the build history",
            Permission = ApiPermissions.View + "; without the parameter stream, for all streams",
            Parameters =
            [
                ApiParameterInfo.InQuery("stream", "The stream; by default all."),
                ApiParameterInfo.InQuery("from", "The start; by default seven days before the end.", ApiValueType.Time),
                ApiParameterInfo.InQuery("until", "The end; by default now.", ApiValueType.Time),
                ApiParameterInfo.InQuery("step", "The length of a step in whole hours, for example 24h; by default 1h."),
            ],
            Answers = [ApiAnswerInfo.Json<ApiTrend>()],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<DaemonLogApi>(HttpMethods.Get, "/daemon-log", (api, context) => api.Show(context), () => new()
        {
            Id = "getDaemonLog",
            Group = ApiGroups.Daemon,
            Summary = "Read the last lines of the daemon's log",
            Permission = ApiPermissions.ViewAll,
            Parameters = [ApiParameterInfo.Limit(DaemonLogApi.MaximumLines, ApiParameters.DefaultLimit)],
            Answers = [ApiAnswerInfo.PlainText],
            Problems = [StatusCodes.Status400BadRequest],
        }),
        ApiOperation.Of<ScheduleApi>(HttpMethods.Get, "/schedule", (api, context) => api.Show(context), () => new()
        {
            Id = "getSchedule",
            Group = ApiGroups.Rebuilds,
            Summary = "Show the automatic builds",
            Permission = ApiPermissions.ViewSome,
            Answers = [ApiAnswerInfo.Json<ApiSchedule>()],
        }),
        Act("/auto-builds/start", actions => actions.StartAutoBuilds, StartCycle, "startAutoBuilds", "Start a cycle of automatic builds"),
        Pause("/auto-builds/disable", actions => actions.DisableAutoBuilds, PauseCycles, "disableAutoBuilds", "Stop automatic builds for a time"),
        Act("/auto-builds/enable", actions => actions.EnableAutoBuilds, PauseCycles, "enableAutoBuilds", "Start automatic builds again"),
        Pause("/build-requests/disable", actions => actions.DisableBuildRequests, PauseRequests, "disableBuildRequests", "Refuse build requests for a time"),
        Act("/build-requests/enable", actions => actions.EnableBuildRequests, PauseRequests, "enableBuildRequests", "Accept build requests again"),
    ];

    private static ApiOperation Act(string path, Func<WebActions, WebAction> select, string method, string id, string summary) =>
        ApiOperation.Of<ActionsApi>(HttpMethods.Post, path, (api, context) => api.RunAsync(context, select, ""), () => new()
        {
            Id = id,
            Group = ApiGroups.Rebuilds,
            Summary = summary,
            Permission = ApiPermissions.ManageAll(method),
            Answers = [ApiAnswerInfo.Json<ApiActionResult>()],
            Problems = [StatusCodes.Status409Conflict],
        });

    private static ApiOperation Pause(string path, Func<WebActions, WebAction> select, string method, string id, string summary) =>
        ApiOperation.Of<ActionsApi>(HttpMethods.Post, path, (api, context) => api.RunForAsync(context, select), () => new()
        {
            Id = id,
            Group = ApiGroups.Rebuilds,
            Summary = summary,
            Permission = ApiPermissions.ManageAll(method),
            Parameters = [For],
            Answers = [ApiAnswerInfo.Json<ApiActionResult>()],
            Problems = [StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict],
        });
}
