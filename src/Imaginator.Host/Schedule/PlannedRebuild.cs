namespace Imaginator.Host.Schedule;

/// <summary>One rebuild of a cycle.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="WaitsFor">The stream whose rebuild comes first, because this one builds on it; null for none.</param>
/// <param name="IsDirect">Whether <paramref name="WaitsFor"/> is its very source stream, not one further down.</param>
internal sealed record PlannedRebuild(string StreamName, string? WaitsFor, bool IsDirect);
