using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Imaginator.Host.Web.Console.Reference;

namespace Imaginator.Host.Tests.Web.Console.Reference;

public sealed class DocumentReaderTests
{
    private const string Document = """
        {
          "info": { "description": "A text." },
          "tags": [{ "name": "Some things" }],
          "paths": {
            "/things/{id}": {
              "post": {
                "tags": ["Some things"],
                "summary": "Change a thing",
                "operationId": "changeThing",
                "requestBody": {
                  "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } },
                  "required": true
                },
                "responses": {
                  "200": { "description": "OK", "content": { "text/event-stream": { "schema": { "type": "string" } }, "image/png": {} } },
                  "304": { "description": "Not Modified" }
                },
                "parameters": [
                  { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                  { "name": "from", "in": "query", "required": true, "schema": { "type": "string", "format": "date-time" } },
                  { "name": "size", "in": "query", "description": "A size.", "schema": { "type": "integer" } }
                ],
                "x-permission": "a role"
              }
            }
          },
          "components": {
            "securitySchemes": { "bearer": { "type": "http", "description": "A token." } },
            "schemas": {
              "Thing": {
                "type": "object",
                "required": ["state", "parts"],
                "properties": {
                  "state": { "type": "string", "enum": ["new", "old"], "description": "The state." },
                  "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Part" } },
                  "labels": { "type": ["null", "object"], "additionalProperties": { "type": "string" } },
                  "place": { "type": "object", "properties": { "height": { "type": "number" } } }
                }
              },
              "Part": {
                "type": "object",
                "properties": {
                  "size": { "type": "integer", "format": "int64" },
                  "at": { "type": ["null", "string"], "format": "date-time" },
                  "whole": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Thing" }] },
                  "anything": {}
                }
              }
            }
          }
        }
        """;

    [Fact]
    public void Operation_HasWhatTheDocumentSays()
    {
        var operation = Operation();

        Assert.Equal(("changeThing", "POST", "/things/{id}", "Change a thing", "a role"),
            (operation.Id, operation.Method, operation.Path, operation.Summary, operation.Permission));
        Assert.Equal(["id", "from", "size"], operation.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([true, true, false], operation.Parameters.Select(parameter => parameter.IsRequired));
        Assert.Equal("string (date-time)", TextOf(operation.Parameters[1].Type));
        Assert.Equal(["200", "304"], operation.Answers.Select(answer => answer.Status));
        Assert.Equal(["string", ""], operation.Answers[0].Contents.Select(content => TextOf(content.Type)));
        Assert.Empty(operation.Answers[1].Contents);
        Assert.True(operation.IsStream);
    }

    [Fact]
    public void Types_AreReadable()
    {
        var schemas = Read().Schemas;

        Assert.Equal(
            ["string, required: new, old", "array of Part, required", "object, each value a string or null", "object"],
            schemas[0].Fields.Select(field => TextOf(field.Type) + field.Note));
        Assert.Equal(
            ["integer (int64)", "string (date-time) or null", "Thing or null", "any value"],
            schemas[1].Fields.Select(field => TextOf(field.Type) + field.Note));
        Assert.Equal(["Part"], schemas[0].Fields[1].Type.Where(part => part.IsSchema).Select(part => part.Text));
    }

    [Fact]
    public void Schema_HasLinksToOtherSchemas()
    {
        var schema = Read().Schemas[0];

        Assert.Equal("schema-Thing", schema.Anchor);
        Assert.Empty(schema.Fields[1].Fields);
        Assert.Equal("height", Assert.Single(schema.Fields[3].Fields).Name);
    }

    [Fact]
    public void Body_HasTheFieldsOfItsSchemas_UntilASchemaRepeats()
    {
        var fields = Operation().Body!.Fields;

        Assert.Equal(["state", "parts", "labels", "place"], fields.Select(field => field.Name));
        Assert.Equal(["size", "at", "whole", "anything"], fields[1].Fields.Select(field => field.Name));
        Assert.Empty(fields[1].Fields[2].Fields);
    }

    [Fact]
    public void Example_HasRequiredFields_OrAllOfAnObjectWithoutThem()
    {
        var expected = JsonNode.Parse(
            """{"state": "new", "parts": [{"size": 1, "at": "2026-11-24T12:00:00Z", "whole": null, "anything": "ANYTHING"}]}""");

        Assert.Equal(expected!.ToJsonString(), JsonNode.Parse(Operation().Body!.Example)!.ToJsonString());
    }

    [Fact]
    public void Command_IsQuoted_AndHasRequiredParameters()
    {
        var command = Operation().Example;

        Assert.StartsWith(
            "curl -N -X POST -H \"Authorization: Bearer $TOKEN\" \\\n    -H 'Content-Type: application/json' \\\n    -d '{",
            command,
            StringComparison.Ordinal);
        Assert.EndsWith(@" 'https://it'\''s/things/ID?from=FROM'", command, StringComparison.Ordinal);
    }

    private static DocumentedOperation Operation() => Assert.Single(Assert.Single(Read().Groups).Operations);

    private static ReferenceModel Read()
    {
        using var document = JsonDocument.Parse(Document);
        return new DocumentReader(document.RootElement, "https://it's").Read();
    }

    private static string TextOf(ImmutableArray<TypePart> type) => string.Concat(type.Select(part => part.Text));
}
