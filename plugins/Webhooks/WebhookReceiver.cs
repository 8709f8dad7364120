using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Plugins.Webhooks.Shapes;

namespace Imaginator.Plugins.Webhooks;

/// <summary>One web server that gets messages.</summary>
internal sealed class WebhookReceiver(WebhookSettings settings, IWebhookShape shape, WebhookSender sender) : INotificationReceiver
{
    // Of a URL, only host and port: the path is often a secret.
    public string Destination { get; } = settings.Address.Authority;

    public bool Accepts(NotificationEvent notification) => shape.Accepts(notification);

    public async Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        var answer = await sender.PostAsync(shape.Make(message), cancellationToken);
        return shape.IsAccepted(answer)
            ? new NotificationReceipt(answer.Text)
            : throw new NotificationException(
                answer.Status == WebhookAnswer.Gone ? NotificationError.Gone : NotificationError.Rejected,
                $"{Destination} answered {answer.Text}"
                + (answer.IsRedirect ? "; redirects are not followed: configure the final address" : ""))
            {
                RetryAfter = answer.RetryAfter,
            };
    }

    public ValueTask DisposeAsync()
    {
        sender.Dispose();
        return ValueTask.CompletedTask;
    }
}
