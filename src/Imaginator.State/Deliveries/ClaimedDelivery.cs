namespace Imaginator.State.Deliveries;

/// <summary>A message that the caller has claimed. Immutable.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Attempts">The number of attempts so far.</param>
/// <param name="Message">The message.</param>
public sealed record ClaimedDelivery(long Id, int Attempts, NewDelivery Message);
