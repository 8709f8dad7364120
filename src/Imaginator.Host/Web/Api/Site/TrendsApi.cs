using Imaginator.Host.Builds;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/trends</c>.</summary>
internal sealed class TrendsApi(BuildTrends trends, ApiReaders readers, TimeProvider timeProvider)
{
    // One less than the maximum: the start is rounded down to a step.
    private const int MaximumSteps = BuildTrends.MaximumSteps - 1;

    private static readonly TimeSpan UsualTime = TimeSpan.FromDays(7);
    private static readonly TimeSpan UsualStep = TimeSpan.FromHours(1);

    public IResult Show(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var stream = parameters.Text("stream");
        var until = parameters.Time("until") ?? timeProvider.GetUtcNow();
        var from = parameters.Time("from") ?? (until - DateTimeOffset.UnixEpoch > UsualTime ? until - UsualTime : DateTimeOffset.UnixEpoch);
        var step = parameters.Duration("step") ?? UsualStep;
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        if (from >= until || from < DateTimeOffset.UnixEpoch)
        {
            return Problems.InvalidRequest("invalid value of parameter \"from\": must be 1970 or later, and before \"until\"");
        }

        if (step < UsualStep || step.Ticks % TimeSpan.TicksPerHour != 0 || (until - from) / step > MaximumSteps)
        {
            return Problems.InvalidRequest(
                $"invalid value of parameter \"step\": must be whole hours, and at most {MaximumSteps} steps between \"from\" and \"until\"");
        }

        var reader = readers.Of(context);
        var refusal = stream is null ? reader.RefuseUnlessAll() : reader.Sees(stream) ? null : Problems.StreamNotFound(stream);
        if (refusal is not null)
        {
            return refusal;
        }

        var trend = trends.Read(from, until, step, stream);
        return new JsonAnswer<ApiTrend>(
            new ApiTrend
            {
                From = trend.From,
                StepSeconds = trend.Step.TotalSeconds,
                Points = [.. trend.Points.Select(ApiTrendPoint.Of)],
                FailuresByStage = [.. trend.FailuresByStage.Select(stage => new ApiStageFailures { Stage = stage.Stage, Count = stage.Count })],
            },
            ApiJson.Default.ApiTrend);
    }
}
