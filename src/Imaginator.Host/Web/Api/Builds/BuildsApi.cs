using Imaginator.Host.History;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Builds;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Logs;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Builds;

/// <summary>Shows builds: <c>/api/v1/builds</c>.</summary>
internal sealed class BuildsApi(
    BuildHistory history, BuildLookup records, BuildLogs logs, IBuildQueue queue, LogResults texts, ApiReaders readers)
{
    public IResult List(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var query = new HistoryQuery
        {
            StreamName = parameters.Text("stream"),
            Requestor = parameters.Text("requestor"),
            Result = parameters.Value("result", RecordedResults.Parse, "a result such as succeeded or failed"),
            IsGood = parameters.Boolean("good"),
            From = parameters.Time("from"),
            Until = parameters.Time("until"),
            Before = parameters.Value("before", ParseId, "the id of a build"),
            Count = parameters.Limit(HistoryQuery.MaximumCount),
        };
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var reader = readers.Of(context);
        var (visible, last) = VisibleBuilds.Query(history, query, reader.SeesAll, reader.Sees);
        var links = ApiLinks.Of(context);
        var builds = visible.Select(build => ApiBuild.Of(build, links, logs.Has(build.Id), withStages: false));
        var next = last is { } id ? parameters.NextAddress("before", id.ToString()) : null;
        return new JsonAnswer<ApiBuilds>(new ApiBuilds { Builds = [.. builds], Next = next }, ApiJson.Default.ApiBuilds) { Next = next };
    }

    /// <summary>Shows a build and its stages.</summary>
    public IResult Show(HttpContext context)
    {
        if (Find(context) is not { } build)
        {
            return Problems.BuildNotFound();
        }

        return new JsonAnswer<ApiBuild>(Describe(context, build), ApiJson.Default.ApiBuild) { HasTag = build.FinishedAt is not null };
    }

    /// <summary>The log as plain text, to its end.</summary>
    public IResult ShowLog(HttpContext context) => Find(context) is { } build ? texts.Text(build.Id) : Problems.BuildNotFound();

    /// <summary>The build of a request's path; null if it does not exist for the reader.</summary>
    public BuildRecord? Find(HttpContext context) =>
        ParseId(ApiSegments.TextOf(context, "id")) is { } id
        && records.Find(id) is { } build
        && Sees(context, build)
            ? build
            : null;

    /// <summary>Whether the sender of a request sees a build.</summary>
    public bool Sees(HttpContext context, BuildRecord build) => readers.Of(context).Sees(build.StreamName);

    /// <summary>A build with its stages, and its position in the queue.</summary>
    public ApiBuild Describe(HttpContext context, BuildRecord build)
    {
        var waiting = build.FinishedAt is null ? queue.Find(build.Id) : null;
        return ApiBuild.Of(build, ApiLinks.Of(context), logs.Has(build.Id), withStages: true) with
        {
            BlockedReason = waiting?.BlockedReason,
            QueuePosition = waiting?.Position,
        };
    }

    private static BuildId? ParseId(string text) => BuildId.TryParse(text, out var id) ? id : null;
}
