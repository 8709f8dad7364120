namespace Imaginator.Building.Builds;

/// <summary>The duration of a stage.</summary>
public readonly record struct StageTime(BuildStage Stage, TimeSpan Elapsed);
