using System.Text.Json.Serialization;

namespace Imaginator.Building.Leftovers;

/// <summary>Serializes records as JSON.</summary>
[JsonSerializable(typeof(LeftoverRecord))]
internal sealed partial class LeftoverJson : JsonSerializerContext;
