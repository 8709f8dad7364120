using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Imaginator.Plugins.Webhooks.Shapes;

/// <summary>Writes the bodies of requests.</summary>
internal static class JsonBody
{
    // Characters of HTML stay escaped: a receiver can show the texts anywhere.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes an object.</summary>
    /// <param name="write">Writes its members.</param>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>Writes a member unless it is empty.</summary>
    public static void WriteIfAny(this Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Writes a time in UTC unless it is null.</summary>
    public static void WriteIfAny(this Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            json.WriteString(name, time.UtcDateTime);
        }
    }
}
