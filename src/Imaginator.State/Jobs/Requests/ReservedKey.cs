namespace Imaginator.State.Jobs.Requests;

/// <summary>An idempotency key that a daemon has reserved for a request. Immutable.</summary>
public sealed record ReservedKey(string Caller, string Key, Guid Reservation);
