using System.Collections.Immutable;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>
/// A page of deliveries, the newest first, without their attempts. If <paramref name="HasMore"/> is set, the next page is that of the
/// deliveries before the last one.
/// </summary>
internal sealed record DeliveryPage(ImmutableArray<Delivery> Deliveries, bool HasMore);
