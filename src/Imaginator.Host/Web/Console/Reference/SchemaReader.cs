using System.Collections.Immutable;
using System.Text.Json;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>Reads the types and fields of schemas.</summary>
/// <param name="schemas">The schemas of the document, by their names.</param>
internal sealed class SchemaReader(JsonElement schemas)
{
    /// <summary>All schemas with their fields. Other schemas are links.</summary>
    public ImmutableArray<DocumentedSchema> ReadAll() =>
    [
        .. schemas.EnumerateObject().Select(schema => new DocumentedSchema(
            schema.Name, SchemaElement.TextOf(schema.Value, "description"), Read(schema.Value, parents: null))),
    ];

    /// <summary>The fields of a schema, with those of the schemas that it refers to. A schema in itself is a link.</summary>
    public ImmutableArray<SchemaField> ReadDeep(JsonElement schema) => ReadInner(schema, ImmutableArray<string>.Empty);

    /// <summary>The type of a value.</summary>
    public static ImmutableArray<TypePart> TypeOf(JsonElement schema)
    {
        if (SchemaElement.ReferenceOf(schema) is { } reference)
        {
            return [new TypePart(reference, IsSchema: true)];
        }

        var alternatives = SchemaElement.AlternativesOf(schema);
        var parts = alternatives.IsEmpty ? TypeOfValue(schema) : Join(alternatives);
        return SchemaElement.IsNullable(schema) ? [.. parts, new TypePart(" or null")] : parts;
    }

    private static ImmutableArray<TypePart> Join(ImmutableArray<JsonElement> alternatives) =>
    [
        .. TypeOf(alternatives[0]),
        .. alternatives.Skip(1).SelectMany(alternative => TypeOf(alternative).Prepend(new TypePart(" or "))),
    ];

    private static ImmutableArray<TypePart> TypeOfValue(JsonElement schema)
    {
        if (SchemaElement.ItemOf(schema) is { } item)
        {
            return [new TypePart("array of "), .. TypeOf(item)];
        }

        if (SchemaElement.ValueOf(schema) is { } value)
        {
            return [new TypePart("object, each value a "), .. TypeOf(value)];
        }

        var types = SchemaElement.TypesOf(schema);
        var format = SchemaElement.TextOf(schema, "format");
        return [new TypePart(types.IsEmpty ? "any value" : string.Join(" or ", types) + (format.Length == 0 ? "" : $" ({format})"))];
    }

    /// <param name="parents">The schemas that contain the fields; null if schemas are links.</param>
    private ImmutableArray<SchemaField> Read(JsonElement schema, ImmutableArray<string>? parents)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }

        var required = SchemaElement.RequiredOf(schema);
        return
        [
            .. properties.EnumerateObject().Select(property => new SchemaField
            {
                Name = property.Name,
                Type = TypeOf(property.Value),
                IsRequired = required.Contains(property.Name),
                Text = SchemaElement.TextOf(property.Value, "description"),
                Values = ValuesOf(property.Value),
                Fields = ReadInner(property.Value, parents),
            }),
        ];
    }

    private ImmutableArray<SchemaField> ReadInner(JsonElement schema, ImmutableArray<string>? parents)
    {
        var inner = InnerOf(schema);
        if (SchemaElement.ReferenceOf(inner) is not { } reference)
        {
            return Read(inner, parents);
        }

        return parents is { } known && !known.Contains(reference)
            ? Read(schemas.GetProperty(reference), known.Add(reference))
            : [];
    }

    // The schema whose fields describe a value: that of the entries of an array, for instance.
    private static JsonElement InnerOf(JsonElement schema)
    {
        if ((SchemaElement.ItemOf(schema) ?? SchemaElement.ValueOf(schema)) is { } inner)
        {
            return InnerOf(inner);
        }

        var alternatives = SchemaElement.AlternativesOf(schema);
        return alternatives.IsEmpty ? schema : InnerOf(alternatives[0]);
    }

    private static ImmutableArray<string> ValuesOf(JsonElement schema) =>
        schema.TryGetProperty("enum", out var values) ? [.. values.EnumerateArray().Select(value => value.ToString())] : [];
}
