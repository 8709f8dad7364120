using System.Text.Json;

namespace Imaginator.Host.Web.Data;

/// <summary>Values over time, for a chart.</summary>
/// <param name="Label">The name for people.</param>
/// <param name="Values">One value for each time; null for times without a value.</param>
internal sealed record DataSeries(string Label, IEnumerable<double?> Values)
{
    /// <summary>Writes a chart: its unit, the times in seconds since 1970, and its series.</summary>
    /// <param name="name">The name of the chart.</param>
    /// <param name="unit"><c>s</c>, <c>bytes</c>, <c>count</c> or <c>share</c>.</param>
    public static void Write(Utf8JsonWriter json, string name, string unit, IEnumerable<DateTimeOffset> times, params DataSeries[] series)
    {
        json.WriteStartObject(name);
        json.WriteString("unit", unit);
        json.WriteStartArray("x");
        foreach (var time in times)
        {
            json.WriteNumberValue(time.ToUnixTimeSeconds());
        }

        json.WriteEndArray();
        json.WriteStartArray("series");
        foreach (var one in series)
        {
            one.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("label", Label);
        json.WriteStartArray("values");
        foreach (var value in Values)
        {
            if (value is { } known)
            {
                json.WriteNumberValue(known);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
