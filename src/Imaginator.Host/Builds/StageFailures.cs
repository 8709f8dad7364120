namespace Imaginator.Host.Builds;

/// <summary>The number of failed builds of a stage; the stage is empty for failures before the first stage. Immutable.</summary>
internal sealed record StageFailures(string Stage, int Count);
