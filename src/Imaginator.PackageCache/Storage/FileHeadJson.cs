using System.Text.Json.Serialization;

namespace Imaginator.PackageCache.Storage;

/// <summary>Serializes heads as JSON.</summary>
[JsonSerializable(typeof(FileHead))]
internal sealed partial class FileHeadJson : JsonSerializerContext;
