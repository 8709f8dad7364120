using System.Text.Json;
using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>Converts events to the text that the outbox keeps, and back.</summary>
internal static class StoredEvent
{
    public static string Write(NotificationEvent notification) =>
        JsonSerializer.Serialize(notification, notification.GetType(), EventJson.Default);

    /// <summary>Reads an event; null if a version of the program wrote it that this one does not understand.</summary>
    /// <param name="name">The name of the event's kind.</param>
    /// <param name="text">The text.</param>
    public static NotificationEvent? Read(string name, string text)
    {
        try
        {
            return TypeOf(name) is { } type ? (NotificationEvent?)JsonSerializer.Deserialize(text, type, EventJson.Default) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Type? TypeOf(string name) => name switch
    {
        NotificationEventNames.BuildFailed => typeof(BuildFailed),
        NotificationEventNames.BuildRecovered => typeof(BuildRecovered),
        NotificationEventNames.BuildSucceeded => typeof(BuildSucceeded),
        NotificationEventNames.ImagePublished => typeof(ImagePublished),
        NotificationEventNames.ImageExpiring => typeof(ImageExpiring),
        NotificationEventNames.WorkerLost => typeof(WorkerLost),
        _ => null,
    };
}
