namespace Imaginator.Building.Builds;

/// <summary>How long a stage took.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Elapsed">The time.</param>
public readonly record struct StageTime(BuildStage Stage, TimeSpan Elapsed);
