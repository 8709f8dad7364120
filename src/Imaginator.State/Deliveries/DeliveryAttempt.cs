namespace Imaginator.State.Deliveries;

/// <summary>An attempt to deliver a message. Immutable.</summary>
/// <param name="Number">From 1.</param>
/// <param name="StartedAt">The start of the attempt.</param>
/// <param name="Elapsed">Its duration.</param>
/// <param name="IsSuccessful">Whether the receiver accepted the message.</param>
/// <param name="Answer">
/// The answer of the receiver, or the error, in one line with masked secrets; empty for none. It is untrusted: a receiver can answer anything.
/// </param>
public sealed record DeliveryAttempt(int Number, DateTimeOffset StartedAt, TimeSpan Elapsed, bool IsSuccessful, string Answer);
