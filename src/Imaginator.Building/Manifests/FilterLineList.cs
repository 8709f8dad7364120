using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Manifests;

/// <summary>Lists of filter lines: invalid lines become faults with their location.</summary>
public static class FilterLineList
{
    /// <summary>The maximum number of lines of a list.</summary>
    public const int MaximumLines = FilterBudget.MaximumLines;

    /// <summary>Checks the lines of a filter file.</summary>
    /// <param name="subject">The owner of the file, which precedes messages; may be empty.</param>
    /// <returns>The texts of all lines, without spaces around them.</returns>
    public static ImmutableArray<string> Check(
        ImmutableArray<TextLine> lines, string source, FaultList faults, string subject = "")
    {
        ArgumentNullException.ThrowIfNull(faults);

        // A path starts with a slash, and trailing spaces are invisible: both are probably mistakes.
        var texts = lines.Select(line => line with { Text = line.Text.Trim(' ', '\t') }).ToImmutableArray();
        if (texts.Length > MaximumLines)
        {
            faults.Error(new ConfigurationLocation(source), subject + TooMany(texts.Length));
            return [];
        }

        var budget = new FilterBudget();
        foreach (var line in texts)
        {
            if (PathFilter.Check(line.Text, budget) is { } fault)
            {
                faults.Error(new ConfigurationLocation(source, line.Number), $"{subject}bad {fault}");
            }
        }

        return [.. texts.Select(line => line.Text)];
    }

    /// <summary>Reads a list of filter lines from JSON.</summary>
    /// <param name="list">The list; null for none.</param>
    /// <returns>The lines, or null if there is no list.</returns>
    public static ImmutableArray<string>? Read(JsonCursor? list)
    {
        if (list?.AsList() is not { } items)
        {
            return null;
        }

        if (items.Length > MaximumLines)
        {
            list.Error(TooMany(items.Length));
            return [];
        }

        var budget = new FilterBudget();
        var lines = ImmutableArray.CreateBuilder<string>(items.Length);
        foreach (var item in items)
        {
            if (item.AsRequiredText() is { } line)
            {
                lines.Add(line);
                if (PathFilter.Check(line, budget) is { } fault)
                {
                    item.Error($"bad {fault}");
                }
            }
        }

        return lines.DrainToImmutable();
    }

    private static string TooMany(int count) =>
        $"has {count} filter lines; at most {MaximumLines} are allowed; join lines that have a common beginning";
}
