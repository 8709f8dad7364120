using System.Text;
using Imaginator.Notifications;

namespace Samples.Ntfy;

/// <summary>A message as ntfy accepts it in JSON.</summary>
internal sealed record NtfyMessage
{
    // ntfy makes an attachment of a message with more than 4096 bytes. Other events add less than the rest.
    private const int MaximumBytes = 3500;

    public required string Topic { get; init; }

    public required string Title { get; init; }

    public required string Message { get; init; }

    /// <summary>Names of emoji.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>From 1 to 5; 3 is the default of ntfy.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>The address that a touch of the message opens.</summary>
    public string? Click { get; init; }

    public static NtfyMessage Of(NotificationMessage message, string topic)
    {
        var isBad = message.Event is BuildFailed or ImageExpiring or WorkerLost;
        return new NtfyMessage
        {
            Topic = topic,
            Title = message.Event.StreamName is { Length: > 0 } stream ? stream : "imaginator",
            Message = Shorten(message.Event.Summary),
            Tags = [isBad ? "warning" : "white_check_mark", message.Event.Name],
            Priority = isBad ? 4 : 3,
            Click = message.Link,
        };
    }

    // Texts can have any length and any characters, also half characters, which have no bytes of their own.
    private static string Shorten(string text)
    {
        var bytes = 0;
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaximumBytes)
            {
                return result.Append('…').ToString();
            }

            result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
