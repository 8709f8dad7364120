using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Streams;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>
/// Reads <c>RequestVariables</c>: a table of names and patterns of values. A pattern is a regular expression, or a table with the
/// name of a type.
/// </summary>
internal static class RequestVariablesBinder
{
    private static readonly ImmutableSortedDictionary<string, string> Types = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create("integer", "[0-9]{1,18}"),
            KeyValuePair.Create("word", "[A-Za-z0-9][A-Za-z0-9._+-]*"),
            KeyValuePair.Create("words", "[A-Za-z0-9][A-Za-z0-9._+-]*(,[A-Za-z0-9][A-Za-z0-9._+-]*)*"),
            KeyValuePair.Create("commit", "[0-9a-f]{7,64}"),
            KeyValuePair.Create("line", "[^\\x00-\\x1F\\x7F]*"),
        ]);

    /// <summary>Null if the stream declares no variables.</summary>
    public static ImmutableSortedDictionary<string, VariableDeclaration>? Bind(JsonFields owner)
    {
        if (owner.Find(RequestVariableRules.Field)?.AsEntries() is not { } entries)
        {
            return null;
        }

        var declarations = ImmutableSortedDictionary.CreateBuilder<string, VariableDeclaration>(StringComparer.Ordinal);
        foreach (var (name, entry) in entries)
        {
            if (!IsName(name))
            {
                entry.Error($"invalid variable name \"{name}\"; use letters, digits and underscores, and begin with no digit");
            }
            else if (PatternOf(entry) is { } pattern && Compile(entry, pattern) is { } expression)
            {
                declarations.Add(name, new VariableDeclaration(pattern, expression));
            }
        }

        return declarations.ToImmutable();
    }

    private static string? PatternOf(JsonCursor entry)
    {
        if (entry.IsText)
        {
            return entry.AsText();
        }

        if (entry.AsRequiredFields() is not { } fields)
        {
            return null;
        }

        var type = fields.RequiredText("Type", Types.Keys);
        fields.WarnOfMisspelt();
        if (type is null)
        {
            return null;
        }

        if (Types.TryGetValue(type, out var pattern))
        {
            return pattern;
        }

        var probable = NearestName.Find(type, Types.Keys);
        fields.Find("Type")!.Error(
            $"unknown type \"{type}\"{(probable is null ? "" : $"; did you mean \"{probable}\"?")}; types are {string.Join(", ", Types.Keys)}");
        return null;
    }

    private static GoRegex? Compile(JsonCursor entry, string pattern)
    {
        try
        {
            return GoRegex.Compile(pattern, fullMatch: true);
        }
        catch (GoRegexException e)
        {
            entry.Error($"invalid {e.Clause()}");
            return null;
        }
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
