using System.Collections.Immutable;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Announcing;

/// <summary>Makes messages for the receivers of an event, and puts them into the outbox. Thread-safe; never waits for a receiver.</summary>
/// <param name="settings">The active settings.</param>
/// <param name="outbox">The outbox.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class Announcer(Func<NotificationSettings> settings, DeliveryOutbox outbox, TimeProvider timeProvider)
{
    /// <summary>Whether a receiver gets one of the kinds of events.</summary>
    public bool HasReceiver(params ReadOnlySpan<string> eventNames)
    {
        foreach (var receiver in settings().Receivers)
        {
            foreach (var name in eventNames)
            {
                if (receiver.Events.Contains(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a receiver gets a kind of events of a stream.</summary>
    public bool HasReceiverFor(string eventName, string streamName) =>
        settings().Receivers.Any(receiver => receiver.Events.Contains(eventName) && receiver.Includes(streamName));

    /// <summary>Announces one event in several forms: each receiver gets the first one of its events.</summary>
    /// <param name="forms">The events, the most specific first.</param>
    /// <param name="page">The path of the page about the event; empty for none.</param>
    public void Announce(ImmutableArray<NotificationEvent> forms, string page)
    {
        var now = timeProvider.GetUtcNow();
        var ids = forms.Select(_ => NewId(now)).ToArray();
        var deliveries = new List<NewDelivery>();
        foreach (var receiver in settings().Receivers)
        {
            var wanted = forms.FirstOrDefault(form => Wants(receiver, form));
            if (wanted is not null)
            {
                deliveries.Add(new NewDelivery(receiver.Name, ids[forms.IndexOf(wanted)], wanted, now, page));
            }
        }

        if (deliveries.Count > 0)
        {
            outbox.Add(deliveries);
        }
    }

    // A receiver with a fault gets its messages when the fault is repaired within the time for attempts.
    private static bool Wants(ReceiverDefinition receiver, NotificationEvent notification) =>
        receiver.Events.Contains(notification.Name) && receiver.Includes(notification.StreamName);

    // Standard Webhooks: no full stop, and unique.
    private static string NewId(DateTimeOffset now) => $"msg_{Guid.CreateVersion7(now):N}";
}
