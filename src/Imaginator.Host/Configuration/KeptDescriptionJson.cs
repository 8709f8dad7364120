using System.Text.Json.Serialization;

namespace Imaginator.Host.Configuration;

/// <summary>The first line of the file of kept image streams as JSON.</summary>
[JsonSerializable(typeof(KeptDescription))]
internal sealed partial class KeptDescriptionJson : JsonSerializerContext;
