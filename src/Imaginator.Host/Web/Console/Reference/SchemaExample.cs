using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>
/// Makes bodies with placeholders: <c>{"stream": "STREAM"}</c>. They have the required fields, or all fields of an object without required ones.
/// </summary>
/// <param name="schemas">The schemas of the document, by their names.</param>
internal sealed class SchemaExample(JsonElement schemas)
{
    private const string Time = "2026-11-24T12:00:00Z";

    /// <summary>A body of a schema, indented.</summary>
    public string Of(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            Write(json, schema, "value", ImmutableArray<string>.Empty);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <param name="name">The name that a placeholder gets.</param>
    /// <param name="parents">The schemas that contain the value.</param>
    private void Write(Utf8JsonWriter json, JsonElement schema, string name, ImmutableArray<string> parents)
    {
        if (SchemaElement.ReferenceOf(schema) is { } reference)
        {
            WriteReference(json, reference, name, parents);
        }
        else if (SchemaElement.AlternativesOf(schema) is [var alternative, ..])
        {
            Write(json, alternative, name, parents);
        }
        else if (schema.TryGetProperty("enum", out var values))
        {
            values[0].WriteTo(json);
        }
        else
        {
            WriteValue(json, schema, name, parents);
        }
    }

    private void WriteReference(Utf8JsonWriter json, string reference, string name, ImmutableArray<string> parents)
    {
        if (parents.Contains(reference))
        {
            json.WriteNullValue();
        }
        else
        {
            Write(json, schemas.GetProperty(reference), name, parents.Add(reference));
        }
    }

    private void WriteValue(Utf8JsonWriter json, JsonElement schema, string name, ImmutableArray<string> parents)
    {
        switch (SchemaElement.TypesOf(schema).FirstOrDefault())
        {
            case "object":
                WriteObject(json, schema, parents);
                break;
            case "array":
                json.WriteStartArray();
                if (SchemaElement.ItemOf(schema) is { } item)
                {
                    Write(json, item, name, parents);
                }

                json.WriteEndArray();
                break;
            case "integer" or "number":
                json.WriteNumberValue(1);
                break;
            case "boolean":
                json.WriteBooleanValue(true);
                break;
            default:
                json.WriteStringValue(SchemaElement.TextOf(schema, "format") == "date-time" ? Time : name.ToUpperInvariant());
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, JsonElement schema, ImmutableArray<string> parents)
    {
        var required = SchemaElement.RequiredOf(schema);
        json.WriteStartObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject().Where(property => required.IsEmpty || required.Contains(property.Name)))
            {
                json.WritePropertyName(property.Name);
                Write(json, property.Value, property.Name, parents);
            }
        }
        else if (SchemaElement.ValueOf(schema) is { } value)
        {
            json.WritePropertyName("NAME");
            Write(json, value, "value", parents);
        }

        json.WriteEndObject();
    }
}
