using Imaginator.State.Builds;

namespace Imaginator.State.Deliveries;

/// <summary>The end of a build that is not announced. Immutable.</summary>
public sealed record BuildEnd(long Number, BuildId Build, DateTimeOffset At);
