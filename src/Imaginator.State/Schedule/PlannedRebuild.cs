namespace Imaginator.State.Schedule;

/// <summary>One rebuild of a cycle. Immutable.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="WaitsFor">The stream that this one is built on, whose rebuild comes first; null for none.</param>
/// <param name="IsDirect">Whether <paramref name="WaitsFor"/> is the source stream itself, and not a source of it.</param>
public sealed record PlannedRebuild(string StreamName, string? WaitsFor, bool IsDirect);
