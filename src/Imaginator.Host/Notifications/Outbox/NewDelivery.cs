using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>A message that must be delivered to a receiver.</summary>
/// <param name="Receiver">The name of the receiver.</param>
/// <param name="MessageId">Identifies the message for the receiver.</param>
/// <param name="Event">The event.</param>
/// <param name="OccurredAt">Its time.</param>
/// <param name="Page">The path of the page about it; empty for none.</param>
internal sealed record NewDelivery(string Receiver, string MessageId, NotificationEvent Event, DateTimeOffset OccurredAt, string Page);
