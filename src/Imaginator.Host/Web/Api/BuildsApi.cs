using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api;

/// <summary><c>/api/v1/builds</c>.</summary>
internal sealed class BuildsApi(BuildHistory history, BuildLookup records, BuildLogs logs)
{
    /// <summary>Lists builds.</summary>
    /// <param name="request">The request; its query says which.</param>
    public IResult List(HttpRequest request)
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
            return ApiProblem.Of(StatusCodes.Status400BadRequest, fault);
        }

        var page = history.Query(query);
        return TypedResults.Json(
            new ApiBuilds(
                [.. page.Builds.Select(build => ApiBuild.Of(build, logs.Has(build.Id), withStages: false))],
                page.HasMore ? parameters.NextAddress($"{ApiAddress.Root}/builds", "before", page.Builds[^1].Id.ToString()) : null),
            ApiJson.Default.ApiBuilds);
    }

    /// <summary>Shows a build with its stages.</summary>
    /// <param name="id">Its id.</param>
    public IResult Show(string id) => ParseId(id) is { } known && records.Find(known) is { } build
        ? TypedResults.Json(ApiBuild.Of(build, logs.Has(known), withStages: true), ApiJson.Default.ApiBuild)
        : ApiProblem.Of(StatusCodes.Status404NotFound, "There is no such build, or not any more.");

    private static BuildId? ParseId(string text) => BuildId.TryParse(text, out var id) ? id : null;

    private static bool? ParseBoolean(string text) => bool.TryParse(text, out var value) ? value : null;
}
