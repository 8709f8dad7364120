namespace Imaginator.State.Deliveries;

/// <summary>A message that must be delivered to a receiver. Immutable.</summary>
/// <param name="MessageId">Identifies the message for the receiver.</param>
/// <param name="Receiver">The name of the receiver.</param>
/// <param name="EventName">The name of the event's kind.</param>
/// <param name="StreamName">The stream that the event concerns; empty for none.</param>
/// <param name="Summary">The event for people, in one line.</param>
/// <param name="Body">The event as JSON.</param>
/// <param name="Page">The path of the page about the event; empty for none.</param>
/// <param name="OccurredAt">The time of the event.</param>
/// <param name="GiveUpAt">The end of the time for attempts.</param>
public sealed record NewDelivery(
    string MessageId,
    string Receiver,
    string EventName,
    string StreamName,
    string Summary,
    string Body,
    string Page,
    DateTimeOffset OccurredAt,
    DateTimeOffset GiveUpAt);
