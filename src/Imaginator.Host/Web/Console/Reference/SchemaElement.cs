using System.Collections.Immutable;
using System.Text.Json;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>Reads parts of schemas and other objects of an OpenAPI document.</summary>
internal static class SchemaElement
{
    private const string Prefix = "#/components/schemas/";
    private const string Null = "null";

    /// <summary>A text of an object; empty for none.</summary>
    public static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    /// <summary>Whether a field of an object is <c>true</c>.</summary>
    public static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The name of the schema that a schema refers to; null if it is not a reference.</summary>
    public static string? ReferenceOf(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? reference.GetString()![Prefix.Length..] : null;

    /// <summary>The types except null; empty for a value of any type.</summary>
    public static ImmutableArray<string> TypesOf(JsonElement schema) => [.. AllTypesOf(schema).Where(type => type != Null)];

    /// <summary>The schemas that a value can have, except null; empty if the schema itself describes the value.</summary>
    public static ImmutableArray<JsonElement> AlternativesOf(JsonElement schema) =>
        [.. AllAlternativesOf(schema).Where(alternative => !IsNull(alternative))];

    /// <summary>Whether a value can be null.</summary>
    public static bool IsNullable(JsonElement schema) => AllTypesOf(schema).Contains(Null) || AllAlternativesOf(schema).Any(IsNull);

    /// <summary>The schema of the entries of an array; null for another value.</summary>
    public static JsonElement? ItemOf(JsonElement schema) => schema.TryGetProperty("items", out var items) ? items : null;

    /// <summary>The schema of the values of an object whose fields can have any name; null for another value.</summary>
    public static JsonElement? ValueOf(JsonElement schema) =>
        schema.TryGetProperty("additionalProperties", out var values) && values.ValueKind == JsonValueKind.Object ? values : null;

    /// <summary>The names of the fields that an object must have.</summary>
    public static ImmutableHashSet<string> RequiredOf(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static IEnumerable<string> AllTypesOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!)
        : [type.GetString()!];

    private static IEnumerable<JsonElement> AllAlternativesOf(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var alternatives) || schema.TryGetProperty("anyOf", out alternatives)
            ? alternatives.EnumerateArray().AsEnumerable()
            : [];

    private static bool IsNull(JsonElement schema) => AllTypesOf(schema).All(type => type == Null) && AllTypesOf(schema).Any();
}
