using System.Collections.Immutable;
using Imaginator.Building.Scanning;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.Building.Manifests;

/// <summary>What an image gets from its manifest and its source image together. Pure functions.</summary>
internal static class ManifestMerge
{
    /// <summary>The image filter: the manifest's, or the sorted union of both with <c>filter.add</c>.</summary>
    /// <param name="source">The source image's filter; null if that is sparse.</param>
    /// <returns>The filter; null for a sparse image: the manifest says nothing, or adds nothing to a sparse one.</returns>
    public static Filter? MergeFilter(InheritableList<string>? manifest, Filter? source) => manifest switch
    {
        null => null,
        { AddsToSourceImage: false } => new Filter(manifest.Items),
        { Items.IsEmpty: true } when source is null => null,
        _ => new Filter(Union(source?.Lines ?? [], manifest.Items)),
    };

    /// <summary>
    /// The triggers: the manifest's, or with <c>triggers.add</c> both, merged by service and
    /// <see cref="Trigger.DoReload"/>: flags or-ed, match lines a sorted union, the manifest's sort name if it has one.
    /// </summary>
    /// <param name="source">The source image's triggers; null if it has none.</param>
    /// <returns>The triggers, merged ones sorted by service; null if there are none on either side.</returns>
    public static ImmutableArray<Trigger>? MergeTriggers(
        InheritableList<Trigger>? manifest, ImmutableArray<Trigger>? source) => manifest switch
    {
        null => null,
        { AddsToSourceImage: false } => manifest.Items,
        { Items.IsEmpty: true } when source is null => null,
        _ =>
        [
            .. (source ?? []).AddRange(manifest.Items)
                .GroupBy(trigger => (trigger.Service, trigger.DoReload))
                .OrderBy(group => group.Key.Service, FileName.BytewiseComparer)
                .ThenBy(group => group.Key.DoReload)
                .Select(group => group.Aggregate(NoTrigger, Combine)),
        ],
    };

    /// <summary>The computed files: the manifest's, or with <c>computed-files.add</c> both, the manifest's winning.</summary>
    /// <returns>The computed files; merged ones are sorted by path.</returns>
    public static ImmutableArray<ComputedFile> MergeComputedFiles(
        InheritableList<ComputedFile>? manifest, IEnumerable<ComputedFile> source) => manifest switch
    {
        null => [],
        { AddsToSourceImage: false } => manifest.Items,
        _ =>
        [
            .. manifest.Items.Concat(source)
                .DistinctBy(file => file.Path, StringComparer.Ordinal)
                .OrderBy(file => file.Path, FileName.BytewiseComparer),
        ],
    };

    private static readonly Trigger NoTrigger = new();

    private static Trigger Combine(Trigger left, Trigger right) => right with
    {
        MatchLines = Union(left.MatchLines, right.MatchLines),
        SortName = right.SortName.Length > 0 ? right.SortName : left.SortName,
        DoReboot = left.DoReboot || right.DoReboot,
        HighImpact = left.HighImpact || right.HighImpact,
    };

    private static ImmutableArray<string> Union(ImmutableArray<string> left, ImmutableArray<string> right) =>
        [.. left.Concat(right).Distinct(StringComparer.Ordinal).Order(FileName.BytewiseComparer)];
}
