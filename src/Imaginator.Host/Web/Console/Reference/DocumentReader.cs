using System.Collections.Immutable;
using System.Text.Json;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>Reads the OpenAPI document of this program. The result does not refer to the document.</summary>
internal sealed class DocumentReader
{
    private static readonly ImmutableArray<string> Methods = ["get", "put", "post", "patch", "delete"];

    private readonly JsonElement _document;
    private readonly string _address;
    private readonly SchemaReader _schemas;
    private readonly SchemaExample _examples;

    /// <param name="document">The root of the document.</param>
    /// <param name="address">The address of the daemon for examples, without a slash at its end.</param>
    public DocumentReader(JsonElement document, string address)
    {
        var schemas = document.GetProperty("components").GetProperty("schemas");
        _document = document;
        _address = address;
        _schemas = new SchemaReader(schemas);
        _examples = new SchemaExample(schemas);
    }

    public ReferenceModel Read() => new()
    {
        Text = SchemaElement.TextOf(_document.GetProperty("info"), "description"),
        Address = _address,
        Credentials =
        [
            .. _document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject()
                .Select(scheme => new DocumentedCredential(scheme.Name, SchemaElement.TextOf(scheme.Value, "description"))),
        ],
        Groups = ReadGroups(),
        Schemas = _schemas.ReadAll(),
    };

    private ImmutableArray<OperationGroup> ReadGroups()
    {
        var operations = _document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Where(operation => Methods.Contains(operation.Name))
                .Select(operation => ReadOperation(path.Name, operation.Name, operation.Value)))
            .ToLookup(operation => operation.Group, StringComparer.Ordinal);
        return
        [
            .. _document.GetProperty("tags").EnumerateArray()
                .Select(tag => SchemaElement.TextOf(tag, "name"))
                .Select(name => new OperationGroup(name, [.. operations[name]])),
        ];
    }

    private DocumentedOperation ReadOperation(string path, string method, JsonElement operation)
    {
        var read = new DocumentedOperation
        {
            Id = SchemaElement.TextOf(operation, "operationId"),
            Group = operation.GetProperty("tags")[0].GetString()!,
            Method = method.ToUpperInvariant(),
            Path = path,
            Summary = SchemaElement.TextOf(operation, "summary"),
            Text = SchemaElement.TextOf(operation, "description"),
            Permission = SchemaElement.TextOf(operation, "x-permission"),
            Parameters = [.. operation.GetProperty("parameters").EnumerateArray().Select(ReadParameter)],
            Body = operation.TryGetProperty("requestBody", out var body) ? ReadBody(body) : null,
            Answers = [.. operation.GetProperty("responses").EnumerateObject().Select(ReadAnswer)],
        };
        return read with { Example = CurlExample.Of(read, _address) };
    }

    private static DocumentedParameter ReadParameter(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        return new DocumentedParameter(
            SchemaElement.TextOf(parameter, "name"),
            SchemaElement.TextOf(parameter, "in"),
            SchemaReader.TypeOf(schema),
            SchemaElement.TypesOf(schema).FirstOrDefault() ?? "",
            SchemaElement.IsTrue(parameter, "required"),
            SchemaElement.TextOf(parameter, "description"));
    }

    // Bodies have one media type.
    private DocumentedBody ReadBody(JsonElement body)
    {
        var content = body.GetProperty("content").EnumerateObject().First();
        var schema = content.Value.GetProperty("schema");
        return new DocumentedBody
        {
            MediaType = content.Name,
            IsRequired = SchemaElement.IsTrue(body, "required"),
            Type = SchemaReader.TypeOf(schema),
            Fields = _schemas.ReadDeep(schema),
            Example = _examples.Of(schema),
        };
    }

    private static DocumentedAnswer ReadAnswer(JsonProperty answer) => new(
        answer.Name,
        SchemaElement.TextOf(answer.Value, "description"),
        answer.Value.TryGetProperty("content", out var contents) ? [.. contents.EnumerateObject().Select(ReadContent)] : []);

    private static DocumentedContent ReadContent(JsonProperty content) => new(
        content.Name,
        content.Value.TryGetProperty("schema", out var schema) ? SchemaReader.TypeOf(schema) : []);
}
