using System.Globalization;
using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Plugins.Webhooks.Signing;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Events as Standard Webhooks 1.0 describe them: https://www.standardwebhooks.com.</summary>
internal sealed class StandardShape(WebhookSettings settings, SigningKeys keys, TimeProvider timeProvider) : IWebhookShape
{
    public WebhookRequest Make(NotificationMessage message)
    {
        var body = StandardPayload.Of(message);

        // The time of the attempt, not of the event: receivers refuse old requests, which can be repeated ones of an attacker.
        var timestamp = timeProvider.GetUtcNow().ToUnixTimeSeconds();
        return new WebhookRequest(settings.Address, body)
        {
            Headers =
            [
                new("webhook-id", message.Id),
                new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
                new("webhook-signature", keys.Sign(message.Id, timestamp, body)),
                .. settings.Token.Length == 0 ? [] : new KeyValuePair<string, string>[] { new("Authorization", "Bearer " + settings.Token) },
            ],
        };
    }
}
