using System.Collections.Immutable;

namespace Imaginator.Building.Documents.Json;

/// <summary>
/// A table with known fields. It can also contain fields that users add; <see cref="WarnOfMisspelt"/> finds those that
/// are probably misspelt known fields.
/// </summary>
public sealed class JsonFields(JsonCursor cursor, JsonTable table)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The table itself.</summary>
    public JsonCursor Cursor => cursor;

    /// <summary>Finds a field; null counts as missing. A repeated field is an error.</summary>
    public JsonCursor? Find(string name)
    {
        if (cursor.Node is JsonProbe probe)
        {
            return cursor with { Node = probe.Field(name), Path = $"{cursor.Path}.{name}" };
        }

        var isFirstTime = _known.Add(name);
        JsonMember? found = null;
        foreach (var member in table.Members.Where(member => member.Name == name))
        {
            if (found is not null && isFirstTime)
            {
                cursor.Member(member).Error($"\"{name}\" occurs twice, first in line {found.Line}; remove one");
            }

            found ??= member;
        }

        return found is null or { Value: JsonNull } ? null : cursor.Member(found);
    }

    public string? Text(string name) => Find(name)?.AsText();

    public ImmutableArray<string>? Texts(string name) => Find(name)?.AsTexts();

    /// <summary>Finds a field that the caller requires; the caller reports a missing one.</summary>
    public JsonCursor? FindRequired(string name)
    {
        (cursor.Node as JsonProbe)?.Shape.Require(name);
        return Find(name);
    }

    /// <summary>Reads a required string that must not be empty.</summary>
    /// <param name="words">The only texts that the caller accepts, which reports all others; null for any text.</param>
    public string? RequiredText(string name, IEnumerable<string>? words = null)
    {
        if (FindRequired(name) is not { } field)
        {
            cursor.Error($"the field {name} is missing");
            return null;
        }

        var text = field.AsText(words ?? []);
        if (text is "")
        {
            field.Error($"{name} is empty");
            return null;
        }

        return text;
    }

    /// <summary>Warns of unknown fields whose names are similar to those of known fields. Must be the last call.</summary>
    public void WarnOfMisspelt()
    {
        foreach (var member in table.Members.Where(member => member.Name != JsonCursor.SchemaName && !_known.Contains(member.Name)))
        {
            if (NearestName.Find(member.Name, _known) is { } probable)
            {
                cursor.Member(member).Warn($"the field \"{member.Name}\" is unknown and ignored; {probable} was probably meant");
            }
        }
    }
}
