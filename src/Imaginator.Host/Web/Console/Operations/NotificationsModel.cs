using System.Collections.Immutable;
using Imaginator.Host.Notifications;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Web.Console.Parts;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The receivers of notifications, and a page of the deliveries.</summary>
internal sealed record NotificationsModel
{
    public required ImmutableArray<ReceiverStatus> Receivers { get; init; }

    public required ImmutableArray<Delivery> Deliveries { get; init; }

    public required Pager Pager { get; init; }

    /// <summary>Whether the reader can deliver messages again.</summary>
    public required bool MayReplay { get; init; }
}
