using System.Text.Json;
using Imaginator.Notifications;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>
/// The body of a request of the shape <c>standard</c>; docs/reference/notifications.md describes it. Members are added in later versions, and
/// never change.
/// </summary>
internal static class StandardPayload
{
    public static byte[] Of(NotificationMessage message) => JsonBody.Of(json =>
    {
        // The specification: names with full stops.
        json.WriteString("type", message.Event.Name.Replace('-', '.'));
        json.WriteString("timestamp", message.Time.UtcDateTime);
        json.WriteStartObject("data");
        json.WriteString("summary", message.Event.Summary);
        json.WriteIfAny("stream", message.Event.StreamName);
        json.WriteIfAny("link", message.Link);
        WriteEvent(json, message.Event);
        json.WriteEndObject();
    });

    private static void WriteEvent(Utf8JsonWriter json, NotificationEvent notification)
    {
        switch (notification)
        {
            case BuildFailed failed:
                WriteBuild(json, failed.Build);
                json.WriteString("error", failed.Error);
                json.WriteIfAny("stage", failed.Stage);
                break;
            case BuildRecovered recovered:
                WriteBuild(json, recovered.Build);
                json.WriteIfAny("image", recovered.ImageName);
                json.WriteIfAny("failedBuild", recovered.FailedBuildId);
                break;
            case BuildSucceeded succeeded:
                WriteBuild(json, succeeded.Build);
                json.WriteIfAny("image", succeeded.ImageName);
                break;
            case ImagePublished published:
                WriteBuild(json, published.Build);
                json.WriteString("image", published.ImageName);
                json.WriteIfAny("expiresAt", published.ExpiresAt);
                json.WriteNumber("totalBytes", published.TotalBytes);
                break;
            case ImageExpiring expiring:
                json.WriteString("image", expiring.ImageName);
                json.WriteIfAny("expiresAt", expiring.ExpiresAt);
                break;
            case WorkerLost lost:
                json.WriteString("worker", lost.Worker);
                json.WriteIfAny("address", lost.Address);
                json.WriteIfAny("reason", lost.Reason);
                break;
        }
    }

    private static void WriteBuild(Utf8JsonWriter json, NotifiedBuild build)
    {
        json.WriteStartObject("build");
        json.WriteString("id", build.Id);
        json.WriteIfAny("requestor", build.Requestor);
        json.WriteIfAny("startedAt", build.StartedAt);
        json.WriteIfAny("finishedAt", build.FinishedAt);
        json.WriteIfAny("manifestUrl", build.ManifestUrl);
        json.WriteIfAny("branch", build.Branch);
        json.WriteIfAny("commit", build.CommitId);
        json.WriteEndObject();
    }
}
