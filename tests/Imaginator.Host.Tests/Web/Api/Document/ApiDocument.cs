using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Api;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Web.Api.Document;

/// <summary>
/// Makes the OpenAPI document from the operations of the daemon. Microsoft.AspNetCore.OpenApi makes the operations and the schemas; the
/// parameters and descriptions, which it would take from the signatures and attributes of handlers, come from the operations and from the
/// documentation comments of the program.
/// </summary>
internal static class ApiDocument
{
    private const string Problem = "application/problem+json";

    // Of every operation: no credential, no permission, the daemon cannot answer.
    private static readonly int[] CommonProblems =
        [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable];

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes the document, as the text of the file docs/reference/openapi.json.</summary>
    public static async Task<string> MakeAsync()
    {
        var operations = ApiCatalogue.All.ToDictionary(operation => operation.Describe().Id, StringComparer.Ordinal);
        var document = await GenerateAsync(operations.Values);
        document["info"] = new JsonObject
        {
            ["title"] = "Imaginator",
            ["version"] = "1",
            ["description"] = "The API of the image build daemon. Later versions can add operations, optional parameters and fields of "
                + "answers: clients must ignore unknown fields.",
        };
        document["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
        AddSecurity(document);
        foreach (var (_, method, node) in OperationsOf(document))
        {
            Complete(node, operations[(string)node["operationId"]!].Describe(), method);
        }

        DocumentedSchemas.Describe(document);
        return document.ToJsonString(Indented) + "\n";
    }

    /// <summary>The operations of a document with their paths and methods.</summary>
    public static IEnumerable<(string Path, string Method, JsonObject Operation)> OperationsOf(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key is "get" or "put" or "post" or "patch" or "delete"
        select (path.Key, method.Key, method.Value!.AsObject());

    private static async Task<JsonObject> GenerateAsync(IEnumerable<ApiOperation> operations)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.RespectNullableAnnotations = true;
        });
        await using var application = builder.Build();
        foreach (var operation in operations)
        {
            Map(application, operation);
        }

        application.MapOpenApi("/{documentName}.json");
        await application.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        return JsonNode.Parse(await client.GetStringAsync("/v1.json", Token))!.AsObject();
    }

    private static void Map(WebApplication application, ApiOperation operation)
    {
        var info = operation.Describe();
        var endpoint = application
            .MapMethods(ApiAddress.Root + operation.Path, [operation.Method], (RequestDelegate)AnswerAsync)
            .WithMetadata(((Func<HttpContext, Task>)AnswerAsync).Method)
            .WithName(info.Id)
            .WithTags(info.Group)
            .WithSummary(info.Summary);
        if (info.Text.Length > 0)
        {
            endpoint.WithDescription(info.Text);
        }

        if (info.Body is { } body)
        {
            endpoint.WithMetadata(new AcceptsMetadata(["application/json"], body, info.HasOptionalBody));
        }

        // Contents that are not JSON follow later.
        foreach (var status in info.Answers.GroupBy(answer => answer.Status))
        {
            endpoint.WithMetadata(status.FirstOrDefault(answer => answer.Body is not null) is { } answer
                ? new ProducesResponseTypeMetadata(status.Key, answer.Body, [answer.ContentType!])
                : new ProducesResponseTypeMetadata(status.Key, typeof(void), []));
        }

        foreach (var status in CommonProblems.Union(info.Problems).Order())
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [Problem]));
        }
    }

    private static Task AnswerAsync(HttpContext context) => Task.CompletedTask;

    private static void AddSecurity(JsonObject document)
    {
        document["components"]!["securitySchemes"] = new JsonObject
        {
            ["bearer"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "A token that builder-tool makes.",
            },
            ["certificate"] = new JsonObject { ["type"] = "mutualTLS", ["description"] = "A client certificate." },
        };
        document["security"] = new JsonArray(
            new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["certificate"] = new JsonArray() });
    }

    private static void Complete(JsonObject operation, ApiOperationInfo info, string method)
    {
        var parameters = info.Parameters.AsEnumerable();
        if (method != "get")
        {
            parameters = parameters.Append(ApiParameterInfo.InHeader(
                "X-Imaginator-Request",
                "Any value. Required without a bearer token, because pages of other sites cannot send it."));
        }

        operation["parameters"] = new JsonArray(parameters.Select(Describe).ToArray());
        foreach (var answer in info.Answers.Where(answer => answer is { ContentType: not null, Body: null }))
        {
            var response = operation["responses"]![$"{answer.Status}"]!.AsObject();
            response["content"] ??= new JsonObject();
            response["content"]![answer.ContentType!] = answer.ContentType == "application/octet-stream"
                ? new JsonObject()
                : new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        }

        operation["x-permission"] = info.Permission;
    }

    private static JsonNode Describe(ApiParameterInfo parameter)
    {
        var described = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.Location switch
            {
                ApiParameterLocation.Path => "path",
                ApiParameterLocation.Query => "query",
                _ => "header",
            },
            ["description"] = parameter.Text,
        };
        if (parameter.IsRequired)
        {
            described["required"] = true;
        }

        described["schema"] = parameter.Type switch
        {
            ApiValueType.Number => new JsonObject { ["type"] = "integer" },
            ApiValueType.Boolean => new JsonObject { ["type"] = "boolean" },
            ApiValueType.Time => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = "string" },
        };
        return described;
    }
}
