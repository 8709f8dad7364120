using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Imaginator.Host.Access.Tokens;

/// <summary>Source-generated JSON of the file of tokens.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImmutableArray<AccessToken>))]
internal sealed partial class TokenJson : JsonSerializerContext;
