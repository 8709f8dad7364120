using System.Text.Json;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>A golden message: the bytes of one encoder and what they mean.</summary>
internal sealed record Vector(
    string Name, byte[] Bytes, string GoType, JsonElement Values, IReadOnlyList<int> ValueEnds)
{
    public static Vector Load(string name)
    {
        var bytes = File.ReadAllBytes(WireReference.GetPath("vectors", name + ".gob"));
        var json = JsonDocument.Parse(File.ReadAllBytes(WireReference.GetPath("vectors", name + ".json"))).RootElement;
        if (json.TryGetProperty("valueIn", out var other))
        {
            json = JsonDocument.Parse(File.ReadAllBytes(
                WireReference.GetPath("vectors", Path.GetDirectoryName(name)!, other.GetString()!))).RootElement;
        }

        // Where Go decodes something else than was meant, by a flaw of its own, what was meant is right.
        var values = json.TryGetProperty("decodedValues", out var decoded) && name != "generic/time-v2-negative"
            ? decoded
            : json.GetProperty("values");
        int[] ends = name.StartsWith("alt/", StringComparison.Ordinal)
            ? [bytes.Length]
            : [.. json.GetProperty("valueEnds").EnumerateArray().Select(end => end.GetInt32())];
        return new Vector(name, bytes, json.GetProperty("goType").GetString()!, values, ends);
    }
}
