using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>Source-generated JSON of events in the outbox. A new kind of event needs an attribute here.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BuildFailed))]
[JsonSerializable(typeof(BuildRecovered))]
[JsonSerializable(typeof(BuildSucceeded))]
[JsonSerializable(typeof(ImagePublished))]
[JsonSerializable(typeof(ImageExpiring))]
[JsonSerializable(typeof(WorkerLost))]
internal sealed partial class EventJson : JsonSerializerContext;
