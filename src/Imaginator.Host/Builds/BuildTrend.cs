using System.Collections.Immutable;

namespace Imaginator.Host.Builds;

/// <summary>The series of a dashboard. Immutable.</summary>
/// <param name="From">The start of the first step.</param>
/// <param name="Step">The length of a step.</param>
/// <param name="Points">All steps in order, those without builds included.</param>
/// <param name="FailuresByStage">The failed builds of the whole time, the stage with the most failures first.</param>
internal sealed record BuildTrend(
    DateTimeOffset From, TimeSpan Step, ImmutableArray<BuildPoint> Points, ImmutableArray<StageFailures> FailuresByStage);
