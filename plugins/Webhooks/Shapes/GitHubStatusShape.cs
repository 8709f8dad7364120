using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Forges;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Commit statuses of GitHub and GitHub Enterprise: https://docs.github.com/rest/commits/statuses.</summary>
internal sealed class GitHubStatusShape(WebhookSettings settings) : IWebhookShape
{
    private const string ApiHost = "api.github.com";

    // Of GitHub Enterprise, the API is below the pages.
    private readonly string _host = settings.Address.Host == ApiHost ? "github.com" : settings.Address.Host;

    public bool Accepts(NotificationEvent notification) => StatusOf(notification) is not null;

    public WebhookRequest Make(NotificationMessage message)
    {
        var status = StatusOf(message.Event) ?? throw new ArgumentException("the event has no commit status", nameof(message));
        var body = JsonBody.Of(json =>
        {
            json.WriteString("state", status.IsGood ? "success" : "failure");
            json.WriteIfAny("target_url", message.Link);
            json.WriteString("description", status.Description);
            json.WriteString("context", status.Context);
        });
        var address = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/repos/{status.Repository}/statuses/{status.CommitId}";
        return new WebhookRequest(new Uri(address), body)
        {
            Headers =
            [
                new("Accept", "application/vnd.github+json"),
                new("Authorization", "Bearer " + settings.Token),
                new("X-GitHub-Api-Version", "2022-11-28"),
            ],
        };
    }

    private CommitStatus? StatusOf(NotificationEvent notification) =>
        CommitStatus.Of(notification, settings.Repository, settings.Context, _host, hasTwoParts: true);
}
