using System.Collections.Immutable;
using Imaginator.Host.Notifications.Delivering;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Imaginator.Notifications;

namespace Imaginator.Host.Notifications;

/// <summary>The receivers and deliveries of notifications, for pages and the API. Thread-safe.</summary>
/// <remarks>
/// Every member throws an exception that <see cref="DeliveryOutbox.IsStorageFailure"/> recognizes if the record cannot be used. Without a
/// receiver since the first start, there are no deliveries, and nothing is created.
/// </remarks>
/// <param name="settings">The active settings.</param>
internal sealed class Deliveries(Func<NotificationSettings> settings, DeliveryOutbox outbox, DeliveryLoop loop)
{
    /// <summary>Lists the configured receivers, in the order of the configuration.</summary>
    public ImmutableArray<ReceiverStatus> ListReceivers()
    {
        var waiting = outbox.CountWaiting();
        return
        [
            .. settings().Receivers.Select(receiver => new ReceiverStatus
            {
                Name = receiver.Name,
                Type = receiver.Type,
                Events = [.. NotificationEventNames.All.Where(receiver.Events.Contains)],
                Streams = receiver.Streams,
                Waiting = waiting.GetValueOrDefault(receiver.Name),
                State = loop.FindState(receiver.Name) ?? new ReceiverState { Fault = receiver.Fault },
            }),
        ];
    }

    /// <summary>Reads a page of deliveries, the newest first.</summary>
    public DeliveryPage List(DeliveryQuery query) => outbox.Query(query);

    /// <summary>Finds a delivery, with its last attempts; null if it does not exist or was removed.</summary>
    public Delivery? Find(long id) => outbox.Find(id);

    /// <summary>
    /// Delivers a message again, or now if it waits. Its id stays the same, so that the receiver can recognize it. The message of a receiver
    /// that is no longer configured waits, and is given up after a day.
    /// </summary>
    /// <returns>False if the delivery does not exist or was removed.</returns>
    public bool Replay(long id) => outbox.Replay(id);
}
