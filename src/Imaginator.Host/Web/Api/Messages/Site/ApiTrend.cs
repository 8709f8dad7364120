using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>Series of the build history.</summary>
internal sealed record ApiTrend
{
    /// <summary>The start of the first step.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The length of a step, in seconds.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>All steps in order, those without builds included.</summary>
    public required ImmutableArray<ApiTrendPoint> Points { get; init; }

    /// <summary>The failed builds of the whole time, the stage with the most failures first.</summary>
    public required ImmutableArray<ApiStageFailures> FailuresByStage { get; init; }
}
