using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>
/// Messages for incoming webhooks of Slack, and of chat servers that accept the same (Mattermost, Rocket.Chat, Zulip): a heading, the event
/// as preformatted text, and a link.
/// </summary>
/// <remarks>
/// Text of the event cannot address people or make links: in Slack, only <c>&lt;…&gt;</c> does, which is escaped; elsewhere, <c>@all</c> and
/// markup do, but not in preformatted text, which the text cannot end.
/// </remarks>
internal sealed class SlackShape(Uri address) : IWebhookShape
{
    // Slack cuts messages at 4000 characters.
    private const int MaximumLength = 3000;

    public WebhookRequest Make(NotificationMessage message) =>
        new(address, JsonBody.Of(json => json.WriteString("text", TextOf(message))));

    private static string TextOf(NotificationMessage message)
    {
        var text = $"*{HeadingOf(message.Event)}*\n```\n{Preformatted(message.Event.Summary)}\n```";
        return message.Link is { } link ? $"{text}\n<{Escape(link)}|Details>" : text;
    }

    private static string HeadingOf(NotificationEvent notification) => notification switch
    {
        BuildFailed => "Build failed",
        BuildRecovered => "Build recovered",
        BuildSucceeded => "Build succeeded",
        ImagePublished => "Image published",
        ImageExpiring => "Image expires",
        WorkerLost => "Worker lost",
        _ => "Event",
    };

    private static string Preformatted(string text)
    {
        var isCut = text.Length > MaximumLength;
        var end = isCut && char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : Math.Min(text.Length, MaximumLength);
        return Escape(text[..end].Replace('`', '\'')) + (isCut ? "…" : "");
    }

    // These three, and no others: https://docs.slack.dev/messaging/formatting-message-text.
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
