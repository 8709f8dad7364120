using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>What a build did, in numbers.</summary>
/// <param name="Stages">Each stage that ran, in order, with the time it took.</param>
/// <param name="NewObjects">Objects that the image server did not have.</param>
/// <param name="NewBytes">The size of those objects in bytes.</param>
public sealed record BuildStatistics(ImmutableArray<StageTime> Stages, long NewObjects, long NewBytes)
{
    /// <summary>The whole build.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Stages.Sum(stage => stage.Elapsed.Ticks));
}
