using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>
/// The members of a JSON object. A missing member has its default value; a member of another type than expected throws
/// <see cref="ImageFormatException"/>, which names the place.
/// </summary>
internal readonly struct JsonMembers
{
    private readonly JsonElement _object;
    private readonly string _place;
    private readonly ulong? _number;

    /// <param name="element">The object.</param>
    /// <param name="place">What the object is, for messages: <c>the image</c>, <c>inode</c>.</param>
    /// <param name="number">The number that follows the place in messages; null for none.</param>
    public JsonMembers(JsonElement element, string place, ulong? number = null)
    {
        (_object, _place, _number) = (element, place, number);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ImageFormatException($"{Place} is not an object");
        }
    }

    /// <summary>What the object is, for messages.</summary>
    public string Place => _number is { } number ? $"{_place} {number}" : _place;

    /// <summary>Finds a member; null counts as missing.</summary>
    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    public JsonElement Require(string name) => Find(name) ?? throw Fault(name, "is missing");

    public string Text(string name) => Find(name) is { } found ? ToText(name, found) : "";

    public string RequiredText(string name) => ToText(name, Require(name));

    public bool Flag(string name) => Find(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Fault(name, "is not true or false"),
    };

    public ulong Number(string name) => Find(name) is not { } found ? 0
        : found.ValueKind == JsonValueKind.Number && found.TryGetUInt64(out var value) ? value
        : throw Fault(name, "is not a number of 64 bits");

    public uint SmallNumber(string name) =>
        Number(name) is var value and <= uint.MaxValue ? (uint)value : throw Fault(name, "is not a number of 32 bits");

    public long SignedNumber(string name) => Find(name) is not { } found ? 0
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var value) ? value
        : throw Fault(name, "is not a signed number of 64 bits");

    public DateTimeOffset? Time(string name) => Find(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.String && found.TryGetDateTimeOffset(out var time) ? time
        : throw Fault(name, "is not a time in the form 2030-01-31T23:59:59Z");

    public ObjectHash? Hash(string name) => Find(name) is not { } found ? null
        : ObjectHash.TryParse(ToText(name, found), out var hash) ? hash
        : throw Fault(name, "is not a SHA-512 hash of 128 hexadecimal digits");

    public ReadOnlyMemory<byte> Bytes(string name) => Find(name) is not { } found ? ReadOnlyMemory<byte>.Empty
        : found.ValueKind == JsonValueKind.String && found.TryGetBytesFromBase64(out var bytes) ? bytes
        : throw Fault(name, "is not text in base64");

    /// <summary>Reads a mode of octal digits.</summary>
    public uint Mode(string name)
    {
        var digits = RequiredText(name);
        var mode = 0ul;
        foreach (var digit in digits)
        {
            mode = digit is >= '0' and <= '7' && mode <= uint.MaxValue ? (mode * 8) + (ulong)(digit - '0') : ulong.MaxValue;
        }

        return digits.Length > 0 && mode <= uint.MaxValue ? (uint)mode : throw Fault(name, "is not a mode of octal digits");
    }

    /// <summary>Reads a list; null if it is missing.</summary>
    public ImmutableArray<T>? List<T>(string name, Func<JsonElement, T> read)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        if (found.ValueKind != JsonValueKind.Array)
        {
            throw Fault(name, "is not a list");
        }

        var list = ImmutableArray.CreateBuilder<T>(found.GetArrayLength());
        foreach (var item in found.EnumerateArray())
        {
            list.Add(read(item));
        }

        return list.MoveToImmutable();
    }

    /// <summary>Reads a list of texts; null if it is missing.</summary>
    public ImmutableArray<string>? Texts(string name)
    {
        var self = this;
        return List(name, item => self.ToText(name, item));
    }

    /// <summary>Reads an object of texts with any names.</summary>
    public ImmutableSortedDictionary<string, string> TextTable(string name)
    {
        var table = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } found)
        {
            return table.ToImmutable();
        }

        if (found.ValueKind != JsonValueKind.Object)
        {
            throw Fault(name, "is not an object");
        }

        foreach (var member in found.EnumerateObject())
        {
            var key = JsonEscape.Unescape(member.Name);
            if (!table.TryAdd(key, ToText(name, member.Value)))
            {
                throw Fault(name, $"has \"{FileName.ToDisplay(key)}\" twice");
            }
        }

        return table.ToImmutable();
    }

    public ImageFormatException Fault(string name, string fault) => new($"\"{name}\" of {Place} {fault}");

    private string ToText(string name, JsonElement value) => value.ValueKind == JsonValueKind.String
        ? JsonEscape.Unescape(value.GetString()!)
        : throw Fault(name, "is not a text");
}
