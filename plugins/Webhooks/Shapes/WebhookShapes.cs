using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Plugins.Webhooks.Signing;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Selects the shape of a receiver.</summary>
internal static class WebhookShapes
{
    public static IWebhookShape Of(WebhookSettings settings, TimeProvider timeProvider) => settings.Shape switch
    {
        ShapeNames.Slack => new SlackShape(settings.Address),
        ShapeNames.GitHubStatus => new GitHubStatusShape(settings),
        ShapeNames.GitLabStatus => new GitLabStatusShape(settings),
        _ => new StandardShape(settings, new SigningKeys(settings.Secret), timeProvider),
    };
}
