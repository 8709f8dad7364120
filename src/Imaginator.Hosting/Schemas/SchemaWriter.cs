using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Schemas;

/// <summary>Writes a schema. Readers accept null for everything that is optional, and so do schemas.</summary>
internal sealed class SchemaWriter
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private const string Null = "null";

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        // For editors, not for HTML: texts stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Utf8JsonWriter _json;
    private readonly PluginSet _plugins;

    private SchemaWriter(Utf8JsonWriter json, PluginSet plugins)
    {
        _json = json;
        _plugins = plugins;
    }

    /// <summary>Writes the schema of a file, with a line feed at the end.</summary>
    public static string Write(SchemaSource source, PluginSet plugins)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartObject();
            json.WriteString(JsonCursor.SchemaName, Dialect);
            json.WriteString("title", source.Title);
            new SchemaWriter(json, plugins).WriteRoot(source);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)) + "\n";
    }

    private void WriteRoot(SchemaSource source)
    {
        WriteTypes(source.Shape, isRequired: true);
        WriteContents(source.Shape, source.Name, isRoot: true);
    }

    private void WriteField(string parent, string name, JsonShape shape, bool isRequired)
    {
        _json.WriteStartObject(name);
        if (SchemaTexts.Find(parent, name) is { } description)
        {
            _json.WriteString("description", description);
        }

        if (parent == ConfigurationSchemas.Main && name == PluginSettingsBinder.FieldName)
        {
            PluginSettingsSchema.Write(_json, _plugins);
        }
        else
        {
            WriteTypes(shape, isRequired);
            WriteContents(shape, name, isRoot: false);
        }

        _json.WriteEndObject();
    }

    private void WriteTypes(JsonShape shape, bool isRequired)
    {
        if (shape.Types.Count == 0)
        {
            // The reader passes the value on: any type.
            return;
        }

        string[] types = isRequired ? [.. shape.Types] : [.. shape.Types, Null];
        if (shape.Words.Count > 0)
        {
            _json.WriteStartArray("enum");
            foreach (var word in shape.Words)
            {
                _json.WriteStringValue(word);
            }

            if (!isRequired)
            {
                _json.WriteNullValue();
            }

            _json.WriteEndArray();
        }
        else if (types.Length == 1)
        {
            _json.WriteString("type", types[0]);
        }
        else
        {
            _json.WriteStartArray("type");
            foreach (var type in types)
            {
                _json.WriteStringValue(type);
            }

            _json.WriteEndArray();
        }

        if (shape.Types.Contains(JsonShape.WholeNumber))
        {
            _json.WriteNumber("minimum", 0);
        }
    }

    private void WriteContents(JsonShape shape, string name, bool isRoot)
    {
        if (shape.Types.Contains(JsonShape.Table))
        {
            WriteTable(shape, name, isRoot);
        }

        if (shape.Items is { } items)
        {
            _json.WriteStartObject("items");
            WriteTypes(items, isRequired: true);
            WriteContents(items, name, isRoot: false);
            _json.WriteEndObject();
        }
    }

    private void WriteTable(JsonShape shape, string name, bool isRoot)
    {
        _json.WriteStartObject("properties");
        if (isRoot)
        {
            _json.WriteStartObject(JsonCursor.SchemaName);
            _json.WriteString("description", SchemaTexts.OfSchemaName);
            _json.WriteString("type", JsonShape.Text);
            _json.WriteEndObject();
        }

        foreach (var (field, value) in shape.Fields)
        {
            WriteField(name, field, value, shape.Required.Contains(field));
        }

        _json.WriteEndObject();
        if (shape.Required.Count > 0)
        {
            _json.WriteStartArray("required");
            foreach (var field in shape.Required)
            {
                _json.WriteStringValue(field);
            }

            _json.WriteEndArray();
        }

        if (shape.Entries is { } entries)
        {
            _json.WriteStartObject("additionalProperties");
            WriteTypes(entries, isRequired: true);
            WriteContents(entries, name, isRoot: false);
            _json.WriteEndObject();
        }
    }
}
