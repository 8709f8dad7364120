using System.Text.Json.Serialization;

namespace Imaginator.Host.Queue.Journal;

/// <summary>Requests, and lines of a journal of version 0.1, as JSON.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JsonLine))]
[JsonSerializable(typeof(JournaledRequest))]
internal sealed partial class JournalJson : JsonSerializerContext;
