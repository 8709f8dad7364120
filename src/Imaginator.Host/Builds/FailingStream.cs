using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Builds;

/// <summary>A stream whose last build failed. Immutable.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="LastBuild">The last build that succeeded or failed.</param>
/// <param name="Since">The end of the first of the failures in a row.</param>
/// <param name="Error">The error of the last build, in one line.</param>
/// <param name="FailuresInARow">The number of failures since the last success; at least 1.</param>
internal sealed record FailingStream(string StreamName, BuildId LastBuild, DateTimeOffset Since, string Error, int FailuresInARow);
