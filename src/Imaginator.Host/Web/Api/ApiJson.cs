using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Imaginator.Host.Web.Api;

/// <summary>Source-generated JSON of the API's answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ApiBuild))]
[JsonSerializable(typeof(ApiBuilds))]
[JsonSerializable(typeof(ApiStream))]
[JsonSerializable(typeof(ApiStreams))]
[JsonSerializable(typeof(ApiActionResult))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
