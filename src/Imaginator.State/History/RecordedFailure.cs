using Imaginator.State.Builds;

namespace Imaginator.State.History;

/// <summary>A stream whose last build failed, configured or not. Immutable.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="LastBuild">The last build that succeeded or failed.</param>
/// <param name="Since">The end of the first of the failures in a row.</param>
/// <param name="Error">The start of the error of the last build.</param>
/// <param name="Failures">The number of failures in a row.</param>
public sealed record RecordedFailure(string StreamName, BuildId LastBuild, DateTimeOffset Since, string Error, int Failures);
