using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>A delivery whose next attempt is due.</summary>
/// <param name="Id">The id of the delivery.</param>
/// <param name="Message">The message, without its link.</param>
/// <param name="Page">The path of the page about the event; empty for none.</param>
internal sealed record DueDelivery(long Id, NotificationMessage Message, string Page)
{
    /// <summary>The end of the time for attempts.</summary>
    public required DateTimeOffset GiveUpAt { get; init; }
}
