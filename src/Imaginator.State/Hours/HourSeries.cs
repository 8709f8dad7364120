using System.Collections.Immutable;

namespace Imaginator.State.Hours;

/// <summary>A series of steps, and the failures of its whole time by stage; the stage is empty where there was none. Immutable.</summary>
public sealed record HourSeries(ImmutableArray<HourStep> Steps, ImmutableDictionary<string, int> Failures);
