using Imaginator.Building.Builds;

namespace Imaginator.Building.Events;

/// <summary>A stage of a build started.</summary>
public sealed record StageStarted(string StreamName, BuildStage Stage) : BuildEvent(StreamName);
