namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>The clock of the machine at one time.</summary>
/// <param name="Time">What the clock said.</param>
/// <param name="Uptime">The time since the start of the machine, which no change of the clock affects.</param>
/// <param name="Boot">A number that identifies the start of the machine.</param>
/// <param name="SuspectSince">The time at which the clock was found to have jumped ahead; null if it is trusted.</param>
internal sealed record ClockObservation(DateTimeOffset Time, TimeSpan Uptime, long Boot, DateTimeOffset? SuspectSince);
