using System.Text.Json;
using System.Text.Json.Serialization;
using Imaginator.Host.Web.Api.Messages.Access;
using Imaginator.Host.Web.Api.Messages.Builds;
using Imaginator.Host.Web.Api.Messages.Images;
using Imaginator.Host.Web.Api.Messages.Notifications;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Messages.Streams;
using Microsoft.AspNetCore.Mvc;

namespace Imaginator.Host.Web.Api.Json;

/// <summary>Source-generated JSON of the API's requests and answers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ApiActionResult))]
[JsonSerializable(typeof(ApiAudit))]
[JsonSerializable(typeof(ApiBuild))]
[JsonSerializable(typeof(ApiBuildOrder))]
[JsonSerializable(typeof(ApiBuilds))]
[JsonSerializable(typeof(ApiDeliveries))]
[JsonSerializable(typeof(ApiDelivery))]
[JsonSerializable(typeof(ApiDependencies))]
[JsonSerializable(typeof(ApiDifference))]
[JsonSerializable(typeof(ApiDirectory))]
[JsonSerializable(typeof(ApiDirectorySizes))]
[JsonSerializable(typeof(ApiFailingStreams))]
[JsonSerializable(typeof(ApiFile))]
[JsonSerializable(typeof(ApiFileHistory))]
[JsonSerializable(typeof(ApiImage))]
[JsonSerializable(typeof(ApiImageChange))]
[JsonSerializable(typeof(ApiImageName))]
[JsonSerializable(typeof(ApiImages))]
[JsonSerializable(typeof(ApiLogPiece))]
[JsonSerializable(typeof(ApiPackages))]
[JsonSerializable(typeof(ApiPlugins))]
[JsonSerializable(typeof(ApiReceivers))]
[JsonSerializable(typeof(ApiRetryOrder))]
[JsonSerializable(typeof(ApiSchedule))]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(ApiStream))]
[JsonSerializable(typeof(ApiStreams))]
[JsonSerializable(typeof(ApiTextDifference))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(ApiTokenOrder))]
[JsonSerializable(typeof(ApiTokens))]
[JsonSerializable(typeof(ApiTrend))]
[JsonSerializable(typeof(ApiWorkers))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
