using System.Text.Json.Serialization;

namespace Imaginator.PackageCache.Storage;

/// <summary>Heads as JSON.</summary>
[JsonSerializable(typeof(FileHead))]
internal sealed partial class FileHeadJson : JsonSerializerContext;
