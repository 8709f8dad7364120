using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Images;

namespace Imaginator.Building.Manifests;

/// <summary>Triggers as JSON: a list of tables.</summary>
public static class TriggerList
{
    /// <summary>Reads triggers.</summary>
    /// <param name="list">The list; invalid entries become faults.</param>
    /// <returns>The triggers that could be read; none for null.</returns>
    public static ImmutableArray<Trigger> Read(JsonCursor list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return [.. (list.AsList() ?? []).Select(item => item.AsFields()).OfType<JsonFields>().Select(Read)];
    }

    private static Trigger Read(JsonFields fields)
    {
        var trigger = new Trigger
        {
            MatchLines = FilterLineList.Read(fields.Find(nameof(Trigger.MatchLines))) ?? [],
            Service = fields.Text(nameof(Trigger.Service)) ?? "",
            SortName = fields.Text(nameof(Trigger.SortName)) ?? "",
            DoReboot = fields.Find(nameof(Trigger.DoReboot))?.AsBoolean() ?? false,
            DoReload = fields.Find(nameof(Trigger.DoReload))?.AsBoolean() ?? false,
            HighImpact = fields.Find(nameof(Trigger.HighImpact))?.AsBoolean() ?? false,
        };
        fields.WarnOfMisspelt();
        return trigger;
    }
}
