using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Forges;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Commit statuses of GitLab: https://docs.gitlab.com/api/commits/#set-commit-pipeline-status.</summary>
internal sealed class GitLabStatusShape(WebhookSettings settings) : IWebhookShape
{
    private const int BadRequest = 400;

    public bool Accepts(NotificationEvent notification) => StatusOf(notification) is not null;

    public WebhookRequest Make(NotificationMessage message)
    {
        var status = StatusOf(message.Event) ?? throw new ArgumentException("the event has no commit status", nameof(message));
        var body = JsonBody.Of(json =>
        {
            json.WriteString("state", status.IsGood ? "success" : "failed");
            json.WriteIfAny("target_url", message.Link);
            json.WriteString("description", status.Description);
            json.WriteString("name", status.Context);
        });
        var project = Uri.EscapeDataString(status.Repository);
        var address = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/projects/{project}/statuses/{status.CommitId}";
        return new WebhookRequest(new Uri(address), body) { Headers = [new("PRIVATE-TOKEN", settings.Token)] };
    }

    /// <summary>GitLab refuses a status that the commit has already: the message arrived before.</summary>
    public bool IsAccepted(WebhookAnswer answer) =>
        answer.IsSuccess
        || (answer.Status == BadRequest && answer.Text.Contains("Cannot transition status", StringComparison.OrdinalIgnoreCase));

    private CommitStatus? StatusOf(NotificationEvent notification) =>
        CommitStatus.Of(notification, settings.Repository, settings.Context, settings.Address.Host, hasTwoParts: false);
}
