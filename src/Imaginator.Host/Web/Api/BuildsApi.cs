using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Imaginator.Host.Web.Api;

/// <summary><c>/api/v1/builds</c>.</summary>
internal sealed class BuildsApi(BuildHistory history, BuildLookup records, BuildLogs logs)
{
    public Results<JsonHttpResult<ApiBuilds>, ProblemHttpResult> List(HttpRequest request)
    {
        var parameters = new ApiParameters(request.Query);
        var query = new HistoryQuery
        {
            StreamName = parameters.Text("stream"),
            Requestor = parameters.Text("requestor"),
            Result = parameters.Value("result", RecordedResults.Parse, "a result such as succeeded or failed"),
            IsGood = parameters.Value("good", ParseBoolean, "true or false"),
            From = parameters.Time("from"),
            Until = parameters.Time("until"),
            Before = parameters.Value("before", ParseId, "the id of a build"),
            Count = parameters.Limit(HistoryQuery.MaximumCount),
        };
        if (parameters.Fault is { } fault)
        {
            return TypedResults.Problem(fault, statusCode: StatusCodes.Status400BadRequest);
        }

        var page = history.Query(query);
        return TypedResults.Json(
            new ApiBuilds(
                [.. page.Builds.Select(build => ApiBuild.Of(build, logs.Has(build.Id), withStages: false))],
                page.HasMore ? parameters.NextAddress($"{ApiAddress.Root}/builds", "before", page.Builds[^1].Id.ToString()) : null),
            ApiJson.Default.ApiBuilds);
    }

    /// <summary>Shows a build and its stages.</summary>
    public Results<JsonHttpResult<ApiBuild>, ProblemHttpResult> Show(string id) =>
        ParseId(id) is { } known && records.Find(known) is { } build
            ? TypedResults.Json(ApiBuild.Of(build, logs.Has(known), withStages: true), ApiJson.Default.ApiBuild)
            : TypedResults.Problem(
                "build not found; it may have been removed from the history", statusCode: StatusCodes.Status404NotFound);

    private static BuildId? ParseId(string text) => BuildId.TryParse(text, out var id) ? id : null;

    private static bool? ParseBoolean(string text) => bool.TryParse(text, out var value) ? value : null;
}
