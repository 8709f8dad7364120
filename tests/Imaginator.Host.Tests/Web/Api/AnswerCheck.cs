using System.Text.Json;
using System.Text.Json.Nodes;
using Imaginator.Host.Tests.Web.Api.Document;
using Json.Schema;

namespace Imaginator.Host.Tests.Web.Api;

/// <summary>Checks answers against the OpenAPI document.</summary>
internal sealed class AnswerCheck(JsonNode document)
{
    private const string InDocument = "#/components/schemas/";
    private const string InSchema = "#/$defs/";

    /// <summary>Fails unless the document has the answer of an operation, with its status, media type and contents.</summary>
    public async Task AssertAsync(string operation, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = $"{(int)answer.StatusCode}";
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        var response = ApiDocument.OperationsOf(document).Single(item => (string)item.Operation["operationId"]! == operation)
            .Operation["responses"]![status];
        Assert.True(response is not null, $"{operation}: the document does not have the answer {status}: {body}");
        if (response["content"] is not JsonObject { Count: > 0 } contents)
        {
            Assert.Equal("", body);
            return;
        }

        var type = answer.Content.Headers.ContentType!.MediaType!;
        Assert.True(contents.ContainsKey(type), $"{operation}: the answer {status} of the document is not {type}: {body}");
        if (type.EndsWith("json", StringComparison.Ordinal))
        {
            Assert.True(IsValid(contents[type]!["schema"]!, body), $"{operation}: the answer {status} does not match its schema: {body}");
        }
    }

    private bool IsValid(JsonNode schema, string body)
    {
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["$defs"] = document["components"]!["schemas"]!.DeepClone(),
        };
        var text = whole.ToJsonString().Replace(InDocument, InSchema, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(body);
        return JsonSchema.FromText(text).Evaluate(parsed.RootElement).IsValid;
    }
}
