using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>Compares decoded values with the notation of the vectors.</summary>
internal static class VectorValue
{
    public static void AssertEqual(JsonElement expected, object? actual, string path = "$")
    {
        try
        {
            Compare(expected, actual, path);
        }
        catch (InvalidOperationException exception)
        {
            Assert.Fail($"{path}: expected {expected.GetRawText()}, got {actual}: {exception.Message}");
        }
    }

    private static void Compare(JsonElement expected, object? actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("$type", out var typeName))
        {
            Assert.Contains(typeName.GetString(), RegisteredNames.Of(actual!.GetType()));
            expected = expected.GetProperty("value");
        }

        switch (actual)
        {
            case null:
                Assert.True(IsNil(expected), $"{path}: expected {expected.GetRawText()}, got nil");
                break;
            case string text:
                Assert.Equal(Text(expected), text);
                break;
            case bool value:
                Assert.Equal(expected.GetBoolean(), value);
                break;
            case double or float:
                CompareFloat(expected, Convert.ToDouble(actual, CultureInfo.InvariantCulture), path);
                break;
            case Complex value:
                var parts = expected.GetProperty("$complex");
                Assert.Equal(new Complex(parts[0].GetDouble(), parts[1].GetDouble()), value);
                break;
            case GobDuration value:
                Assert.Equal(expected.GetInt64(), value.Nanoseconds);
                break;
            case GobTime value:
                CompareTime(expected.GetProperty("$time"), expected, value);
                break;
            case ReadOnlyMemory<byte> value:
                Assert.Equal(IsNil(expected) ? "" : expected.GetProperty("$bytes").GetString(), Hex(value.Span));
                break;
            case ObjectHash value:
                Assert.Equal(expected.GetProperty("$byteArray").GetString(), value.ToString());
                break;
            case FiveBytes value:
                Compare(expected, value.Items, path);
                break;
            case TwoBytes value:
                Compare(expected, new[] { value.First, value.Second }, path);
                break;
            case Generic.MyInt value:
                Compare(expected, value.Value, path);
                break;
            case byte[] value:
                Assert.Equal(expected.GetProperty("$byteArray").GetString(), Hex(value));
                break;
            case IConvertible:
                Assert.Equal(
                    BigInteger.Parse(expected.GetRawText(), CultureInfo.InvariantCulture),
                    BigInteger.Parse(Convert.ToString(actual, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture));
                break;
            default:
                CompareComposite(expected, actual, path);
                break;
        }
    }

    private static void CompareComposite(JsonElement expected, object actual, string path)
    {
        if (ModelView.TryGet(actual, out var fields))
        {
            CompareFields(expected, fields, path);
        }
        else if (AsMap(actual) is { } map)
        {
            CompareMap(expected, map, path);
        }
        else if (actual is IEnumerable items)
        {
            object?[] list = [.. items.Cast<object?>()];
            JsonElement[] wanted = IsNil(expected) ? [] : [.. expected.EnumerateArray()];
            Assert.True(wanted.Length == list.Length, $"{path}: expected {wanted.Length} elements, got {list.Length}");
            for (var i = 0; i < list.Length; i++)
            {
                Compare(wanted[i], list[i], $"{path}[{i}]");
            }
        }
        else if (actual is not IOpaque)
        {
            CompareFields(expected, actual.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is not null)
                .ToDictionary(property => property.Name, property => property.GetValue(actual)), path);
        }
    }

    private static void CompareFields(JsonElement expected, IReadOnlyDictionary<string, object?> fields, string path)
    {
        var wanted = expected.EnumerateObject().ToDictionary(item => item.Name, item => item.Value);
        foreach (var (name, value) in wanted)
        {
            Assert.True(fields.TryGetValue(name, out var field), $"{path}: we have no {name}");
            AssertEqual(value, field, $"{path}.{name}");
        }

        Assert.Equal(wanted.Keys.Order(), fields.Keys.Order());
    }

    private static void CompareMap(JsonElement expected, List<(object Key, object? Value)> map, string path)
    {
        (JsonElement Key, JsonElement Value)[] wanted = expected.TryGetProperty("$map", out var pairs)
            ? [.. pairs.EnumerateArray().Select(pair => (pair[0], pair[1]))]
            : [.. expected.EnumerateObject().Select(item => (JsonSerializer.SerializeToElement(item.Name), item.Value))];
        Assert.True(wanted.Length == map.Count, $"{path}: expected {wanted.Length} entries, got {map.Count}");
        foreach (var (key, value) in wanted)
        {
            var match = map.Where(item => Matches(key, item.Key)).ToList();
            Assert.True(match.Count == 1, $"{path}: no key {key.GetRawText()}");
            AssertEqual(value, match[0].Value, $"{path}[{key.GetRawText()}]");
        }
    }

    private static bool Matches(JsonElement expected, object actual)
    {
        try
        {
            Compare(expected, actual, "key");
            return true;
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }

    private static List<(object Key, object? Value)>? AsMap(object actual)
    {
        var isMap = actual.GetType().GetInterfaces().Any(
            type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        return !isMap ? null
            : [.. ((IEnumerable)actual).Cast<object>().Select(pair => (
                pair.GetType().GetProperty("Key")!.GetValue(pair)!,
                pair.GetType().GetProperty("Value")!.GetValue(pair)))];
    }

    private static void CompareFloat(JsonElement expected, double actual, string path)
    {
        if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal(
                expected.GetProperty("bits").GetString(),
                BitConverter.DoubleToUInt64Bits(actual).ToString("x16", CultureInfo.InvariantCulture));
            return;
        }

        Assert.True(expected.GetDouble().Equals(actual), $"{path}: expected {expected.GetRawText()}, got {actual}");
    }

    private static void CompareTime(JsonElement name, JsonElement expected, GobTime actual)
    {
        if (name.GetString() == "zero")
        {
            Assert.Equal(default, actual);
            return;
        }

        Assert.Equal(expected.GetProperty("unixSeconds").GetInt64() + 62135596800, actual.Seconds);
        Assert.Equal(expected.GetProperty("nanoseconds").GetInt32(), actual.Nanoseconds);
        Assert.Equal(expected.GetProperty("utc").GetBoolean(), actual.OffsetSeconds is null);
        Assert.Equal(expected.GetProperty("offsetSeconds").GetInt32(), actual.OffsetSeconds ?? 0);
    }

    private static bool IsNil(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.Null
        || (expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == 0)
        || (expected.ValueKind == JsonValueKind.Object
            && expected.TryGetProperty("$bytes", out var bytes) && bytes.GetString() == "");

    private static string Text(JsonElement expected) => expected.ValueKind == JsonValueKind.Object
        ? FileName.Decode(Convert.FromHexString(expected.GetProperty("$invalidUtf8").GetString()!))
        : expected.GetString()!;

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
