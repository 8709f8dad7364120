using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Manifests;

/// <summary>Reads the file <c>manifest</c> of a manifest directory, and other tables whose values are expanded.</summary>
internal static class ManifestHeader
{
    /// <summary>Reads the fields of the file.</summary>
    /// <param name="lookup">Gives the value of a variable, or null where it is unknown.</param>
    /// <returns>A manifest with these fields; null if it would have no source image, which is a fault then.</returns>
    public static Manifest? Read(JsonCursor file, Func<string, string?> lookup)
    {
        if (file.AsRequiredFields() is not { } fields)
        {
            return null;
        }

        var manifest = new Manifest
        {
            SourceImage = ReadSourceImage(fields, lookup) ?? "",
            FilterLines = FilterLineList.Read(fields.Find(nameof(Manifest.FilterLines))) ?? [],
            MtimesCopyFilterLines = FilterLineList.Read(fields.Find(nameof(Manifest.MtimesCopyFilterLines))),
            MtimesCopyAddFilterLines = FilterLineList.Read(fields.Find(nameof(Manifest.MtimesCopyAddFilterLines))) ?? [],
            SourceImageBuildVariables = ReadTable(fields.Find(nameof(Manifest.SourceImageBuildVariables)), "variable", lookup)
                .ToImmutableSortedDictionary(
                    variable => variable.Key, variable => VariableExpander.Expand(variable.Value, lookup), StringComparer.Ordinal),
            SourceImageGitCommitId =
                VariableExpander.Expand(fields.Text(nameof(Manifest.SourceImageGitCommitId)) ?? "", lookup),
            SourceImageTagsToMatch = ExpandTagsToMatch(fields.Find(nameof(Manifest.SourceImageTagsToMatch)), lookup),
        };
        fields.WarnOfMisspelt();
        return manifest.SourceImage.Length > 0 ? manifest : null;
    }

    /// <summary>
    /// Reads and expands tags. One whose value is not empty, but expands to nothing, is dropped. Variables that are not defined
    /// become warnings: <c>$6$rounds=5000$...</c> is probably meant as it is.
    /// </summary>
    /// <param name="lookup">Gives the value of a variable, or null where it is unknown.</param>
    public static ImmutableSortedDictionary<string, string> ExpandTags(JsonCursor table, Func<string, string?> lookup) =>
        Expand(Checked(table.AsTextTableOfFile(), table, "tag", lookup), lookup);

    private static ImmutableSortedDictionary<string, string> ReadTable(JsonCursor? table, string kind, Func<string, string?> lookup) =>
        Checked(table?.AsTextTable(), table, kind, lookup);

    // Texts before expansion, with warnings about undefined variables in them.
    private static ImmutableSortedDictionary<string, string> Checked(
        ImmutableSortedDictionary<string, string>? values, JsonCursor? table, string kind, Func<string, string?> lookup)
    {
        var texts = values ?? Empty<string>();
        foreach (var (key, value) in texts)
        {
            foreach (var name in VariableExpander.FindUndefined(value, lookup))
            {
                table!.Warn($"{kind} \"{key}\": {VariableExpander.DescribeUndefined(name)}");
            }
        }

        return texts;
    }

    private static ImmutableSortedDictionary<string, string> Expand(
        ImmutableSortedDictionary<string, string> tags, Func<string, string?> lookup) => tags
        .Select(tag => (tag.Key, tag.Value, Expanded: VariableExpander.Expand(tag.Value, lookup)))
        .Where(tag => tag.Expanded.Length > 0 || tag.Value.Length == 0)
        .ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Expanded, StringComparer.Ordinal);

    // A value that expands to an empty text would match no image; a key without other values is dropped.
    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ExpandTagsToMatch(
        JsonCursor? table, Func<string, string?> lookup) =>
        (table?.AsEntries() ?? [])
        .Select(tag => (tag.Key, Values: (tag.Value.AsTexts() ?? [])
            .Select(value => VariableExpander.Expand(value, lookup))
            .Where(value => value.Length > 0)
            .ToImmutableArray()))
        .Where(tag => !tag.Values.IsEmpty)
        .ToImmutableSortedDictionary(tag => tag.Key, tag => tag.Values, StringComparer.Ordinal);

    private static string? ReadSourceImage(JsonFields fields, Func<string, string?> lookup)
    {
        if (fields.RequiredText(nameof(Manifest.SourceImage)) is not { } text)
        {
            return null;
        }

        var expanded = VariableExpander.Expand(text, lookup);
        if (expanded.Length == 0)
        {
            fields.Find(nameof(Manifest.SourceImage))!.Error(
                $"SourceImage \"{text}\" expands to an empty text; set the variable in the stream's Variables or the request");
        }

        return expanded;
    }

    private static ImmutableSortedDictionary<string, T> Empty<T>() =>
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
