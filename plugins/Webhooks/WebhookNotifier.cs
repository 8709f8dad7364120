using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Plugins.Webhooks.Shapes;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Plugins.Webhooks;

/// <summary>Sends messages to web servers: HTTP requests of several shapes.</summary>
internal sealed class WebhookNotifier(TimeProvider timeProvider) : INotifier
{
    public string TypeName => "webhook";

    public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var own = settings.BindSettings<WebhookSettings>();
        return Task.FromResult<INotificationReceiver>(
            new WebhookReceiver(own, WebhookShapes.Of(own, timeProvider), new WebhookSender(own, timeProvider)));
    }
}
