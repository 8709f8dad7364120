using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imaginator.Host.Auditing;

/// <summary>Source-generated JSON of the lines of audit files.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
