using System.Collections.Immutable;

namespace Imaginator.Building.Documents.Json;

/// <summary>
/// A table with fields that we know. Users keep fields of their own there too; <see cref="WarnOfMisspelt"/> finds those
/// that were probably meant to be ours.
/// </summary>
public sealed class JsonFields(JsonCursor cursor, JsonTable table)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The table itself.</summary>
    public JsonCursor Cursor => cursor;

    /// <summary>Finds a field; one that is null counts as not given. A field that stands there twice is an error.</summary>
    public JsonCursor? Find(string name)
    {
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

    /// <summary>Reads a string that must be there and not be empty.</summary>
    public string? RequiredText(string name)
    {
        if (Find(name) is not { } field)
        {
            cursor.Error($"the field {name} is missing");
            return null;
        }

        var text = field.AsText();
        if (text is "")
        {
            field.Error($"{name} is empty");
            return null;
        }

        return text;
    }

    /// <summary>Warns of fields whose names nearly are names of fields that were looked for. To be called last.</summary>
    public void WarnOfMisspelt()
    {
        foreach (var member in table.Members.Where(member => !_known.Contains(member.Name)))
        {
            if (NearestName.Find(member.Name, _known) is { } probable)
            {
                cursor.Member(member).Warn($"the field \"{member.Name}\" is unknown and ignored; {probable} was probably meant");
            }
        }
    }
}
