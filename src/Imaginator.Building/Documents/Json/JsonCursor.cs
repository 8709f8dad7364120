using System.Collections.Immutable;
using System.Globalization;

namespace Imaginator.Building.Documents.Json;

/// <summary>
/// A value with its location: reads the value as the expected type, and reports a fault if the value has another type.
/// Null stands for a missing field.
/// </summary>
/// <param name="Subject">The owner of the value, which precedes messages: <c>stream "base/debian": </c>; may be empty.</param>
public sealed record JsonCursor(JsonNode Node, string Source, string Path, string Subject, FaultList Faults)
{
    /// <summary>The name with which a file refers to its JSON Schema. It is never a value of the file.</summary>
    public const string SchemaName = "$schema";

    public ConfigurationLocation Location => new(Source, Node.Line, Path);

    /// <summary>Whether the value is a string: for readers that accept other types, too.</summary>
    public bool IsText
    {
        get
        {
            (Node as JsonProbe)?.Shape.Accept(JsonShape.Text);
            return Node is JsonText;
        }
    }

    public static JsonCursor Root(JsonNode node, string source, FaultList faults) => new(node, source, "$", "", faults);

    public void Error(string message) => Faults.Error(Location, Subject + message);

    public void StreamError(string message) => Faults.StreamError(Location, Subject + message);

    public void Warn(string message) => Faults.Warn(Location, Subject + message);

    /// <summary>Reads a string of which the caller accepts only some words; the caller reports all others.</summary>
    public string? AsText(IEnumerable<string> words)
    {
        (Node as JsonProbe)?.Shape.AcceptWords(words);
        return AsText();
    }

    public string? AsText() => Node switch
    {
        JsonProbe probe => probe.Accept<string?>(JsonShape.Text),
        JsonText { Value: var text } when HasZero(text) => Bad<string?>(
            "the text contains a zero byte (\\u0000), which no path, argument or variable can contain; remove it"),
        JsonText text => text.Value,
        JsonNull => null,
        _ => WrongType<string?>("a string"),
    };

    /// <summary>Reads a whole number that is not negative.</summary>
    public long? AsNumber() => Node switch
    {
        JsonProbe probe => probe.Accept<long?>(JsonShape.WholeNumber),
        JsonNumber number when long.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) =>
            value,
        JsonNumber { Value: var text } => Bad<long?>($"{text} is " + (
            text.AsSpan().ContainsAny(".eE") ? "not a whole number"
            : text.StartsWith('-') ? "below 0"
            : $"above {long.MaxValue}")),
        JsonNull => null,
        _ => WrongType<long?>("a number"),
    };

    public bool? AsBoolean() => Node switch
    {
        JsonProbe probe => probe.Accept<bool?>(JsonShape.Boolean),
        JsonBoolean boolean => boolean.Value,
        JsonNull => null,
        _ => WrongType<bool?>("true or false"),
    };

    /// <summary>Reads a list; null for any other value.</summary>
    public ImmutableArray<JsonCursor>? AsList() => Node switch
    {
        JsonProbe probe => [this with { Node = probe.Items(), Path = Path + "[]" }],
        JsonList list =>
        [
            .. list.Items.Select((item, i) => this with
            {
                Node = item,
                Path = string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]"),
            }),
        ],
        JsonNull => null,
        _ => WrongType<ImmutableArray<JsonCursor>?>("a list"),
    };

    /// <summary>Reads a list of strings.</summary>
    public ImmutableArray<string>? AsTexts() =>
        AsList() is { } items ? [.. items.Select(item => item.AsRequiredText()).OfType<string>()] : null;

    /// <summary>Reads a string that must not be null.</summary>
    public string? AsRequiredText() => Node is JsonNull ? WrongType<string?>("a string") : AsText();

    /// <summary>Reads the entries of a table whose keys users choose; a repeated key is an error.</summary>
    public ImmutableArray<KeyValuePair<string, JsonCursor>>? AsEntries()
    {
        if (Node is JsonProbe probe)
        {
            return [KeyValuePair.Create(JsonProbe.EntryName, this with { Node = probe.Entries(), Path = $"{Path}.{JsonProbe.EntryName}" })];
        }

        if (Node is not JsonTable table)
        {
            return Node is JsonNull ? null : WrongType<ImmutableArray<KeyValuePair<string, JsonCursor>>?>("a table");
        }

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonCursor>>(table.Members.Length);
        foreach (var member in table.Members)
        {
            var entry = Member(member);
            if (HasZero(member.Name))
            {
                entry.Error("the name contains a zero byte (\\u0000); remove it");
            }
            else if (lines.TryAdd(member.Name, member.Line))
            {
                entries.Add(KeyValuePair.Create(member.Name, entry));
            }
            else
            {
                entry.Error($"\"{member.Name}\" occurs twice, first in line {lines[member.Name]}; remove one");
            }
        }

        return entries.ToImmutable();
    }

    /// <summary>Reads a table of strings.</summary>
    public ImmutableSortedDictionary<string, string>? AsTextTable() => AsEntries()?
        .Select(entry => (entry.Key, Value: entry.Value.AsRequiredText()))
        .Where(entry => entry.Value is not null)
        .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);

    /// <summary>Reads a file that is a table of strings. The name of its JSON Schema is not one of them.</summary>
    public ImmutableSortedDictionary<string, string>? AsTextTableOfFile() => Node is JsonTable table
        ? (this with { Node = table with { Members = table.Members.RemoveAll(member => member.Name == SchemaName) } }).AsTextTable()
        : AsTextTable();

    /// <summary>Reads a table with known fields; null for any other value.</summary>
    public JsonFields? AsFields() => Node switch
    {
        JsonProbe probe => probe.Fields(this),
        JsonTable table => new JsonFields(this, table),
        JsonNull => null,
        _ => WrongType<JsonFields?>("a table"),
    };

    /// <summary>Reads a table with known fields that must not be null.</summary>
    public JsonFields? AsRequiredFields() => Node is JsonNull ? WrongType<JsonFields?>("a table") : AsFields();

    public JsonCursor Member(JsonMember member) => this with
    {
        // The location of a member is the location of its name: the value may begin on another line.
        Node = member.Value with { Line = member.Line },
        Path = member.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && member.Name.Length > 0
            ? $"{Path}.{member.Name}"
            : $"{Path}['{member.Name.Replace("'", @"\'", StringComparison.Ordinal)}']",
    };

    private static bool HasZero(string text) => text.Contains('\0', StringComparison.Ordinal);

    private T? WrongType<T>(string expected) => Bad<T>($"{expected} is expected here, not {Node.Kind}");

    private T? Bad<T>(string message)
    {
        Error(message);
        return default;
    }
}
