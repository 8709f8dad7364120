using System.Collections.Immutable;

namespace Imaginator.State.Jobs.Holding;

/// <summary>The answer to a heartbeat. Immutable.</summary>
/// <param name="IsCordoned">Whether an operator wants the worker to take no more jobs.</param>
/// <param name="IsDraining">Whether an operator wants the worker to end after its builds.</param>
/// <param name="Slots">The number of builds at a time that an operator has set; null for none.</param>
/// <param name="LivingWorkers">The number of living workers, which decides how often an idle worker asks.</param>
/// <param name="Jobs">The jobs that the worker holds. A job that is missing is lost, unless it was taken after the heartbeat was sent.</param>
public sealed record PulseAnswer(bool IsCordoned, bool IsDraining, int? Slots, int LivingWorkers, ImmutableArray<HeldJob> Jobs);
