using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Makes requests for one kind of receiver. Immutable and thread-safe.</summary>
internal interface IWebhookShape
{
    /// <summary>Whether there is a request for an event.</summary>
    bool Accepts(NotificationEvent notification) => true;

    /// <summary>Makes the request for a message about an accepted event.</summary>
    WebhookRequest Make(NotificationMessage message);

    /// <summary>Whether an answer means that the message has arrived.</summary>
    bool IsAccepted(WebhookAnswer answer) => answer.IsSuccess;
}
