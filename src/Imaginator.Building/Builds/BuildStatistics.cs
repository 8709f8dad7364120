using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>A build in numbers.</summary>
/// <param name="Stages">The finished stages, in order, with their durations.</param>
/// <param name="NewObjects">The number of objects that the image store did not have.</param>
/// <param name="NewBytes">The size of those objects in bytes.</param>
public sealed record BuildStatistics(ImmutableArray<StageTime> Stages, long NewObjects, long NewBytes)
{
    /// <summary>The duration of all stages.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Stages.Sum(stage => stage.Elapsed.Ticks));
}
