using System.Collections.Immutable;
using CsCheck;
using Imaginator.Building.Manifests;
using Imaginator.Building.Scanning;
using Imaginator.Images;

namespace Imaginator.Building.Tests.Manifests;

public sealed class ManifestMergeTests
{
    private static readonly Gen<ImmutableArray<string>> Lines =
        Gen.Char["abc/!"].Select(c => c.ToString()).Array[0, 6].Select(lines => lines.ToImmutableArray());

    private static readonly Gen<ImmutableArray<Trigger>> Triggers = Gen
        .Select(Lines, Gen.Char["st"], Gen.Bool, Gen.Bool, Gen.Bool, (lines, service, reload, reboot, impact) => new Trigger
        {
            MatchLines = lines,
            Service = service.ToString(),
            DoReload = reload,
            DoReboot = reboot,
            HighImpact = impact,
        })
        .Array[0, 6]
        .Select(triggers => triggers.ToImmutableArray());

    [Fact]
    public void Filter_OfTheManifest_StandsForItself()
    {
        var source = new Filter(["/source"]);

        Assert.Equal(new Filter(["/b", "/a"]), ManifestMerge.MergeFilter(new(["/b", "/a"], false), source));
        Assert.Equal(new Filter([]), ManifestMerge.MergeFilter(new([], false), source));
        Assert.Null(ManifestMerge.MergeFilter(null, source));
    }

    [Fact]
    public void Filter_WithAdd_IsTheSortedUnion()
    {
        Assert.Equal(
            new Filter(["/a", "/b", "/c"]),
            ManifestMerge.MergeFilter(new(["/c", "/a"], true), new Filter(["/b", "/a"])));
        Assert.Equal(new Filter(["/a"]), ManifestMerge.MergeFilter(new(["/a"], true), null));
    }

    [Fact]
    public void Filter_ToWhichNothingIsAdded_KeepsTheDifferenceBetweenSparseAndEmpty()
    {
        Assert.Null(ManifestMerge.MergeFilter(new([], true), null));
        Assert.Equal(new Filter([]), ManifestMerge.MergeFilter(new([], true), new Filter([])));
    }

    [Fact]
    public void Filter_WithAdd_HasEveryLineOnceAndSorted() =>
        Gen.Select(Lines, Lines).Sample((manifest, source) =>
        {
            var merged = ManifestMerge.MergeFilter(new(manifest, true), new Filter(source))!.Lines;
            return merged.SequenceEqual(manifest.Union(source).Order(StringComparer.Ordinal));
        });

    [Fact]
    public void Triggers_WithAdd_AreMergedByServiceAndReload()
    {
        Trigger[] source =
        [
            new() { Service = "ssh", MatchLines = ["/b"], SortName = "50-ssh" },
            new() { Service = "ssh", MatchLines = ["/r"], DoReload = true },
            new() { Service = "cron", MatchLines = ["/cron"], HighImpact = true },
        ];
        Trigger[] added =
        [
            new() { Service = "ssh", MatchLines = ["/c", "/a", "/b"], DoReboot = true },
            new() { Service = "apache", MatchLines = ["/x"] },
        ];

        var merged = ManifestMerge.MergeTriggers(new([.. added], true), [.. source])!.Value;

        Assert.Equal(["apache", "cron", "ssh", "ssh"], merged.Select(trigger => trigger.Service));
        Assert.True(merged[1].HighImpact);
        Assert.Equal(["/a", "/b", "/c"], merged[2].MatchLines);
        Assert.Equal("50-ssh", merged[2].SortName);
        Assert.Equal((true, false, false), (merged[2].DoReboot, merged[2].DoReload, merged[2].HighImpact));
        Assert.Equal(["/r"], merged[3].MatchLines);
        Assert.True(merged[3].DoReload);
    }

    [Fact]
    public void Triggers_OfTheManifest_StandForThemselves()
    {
        ImmutableArray<Trigger> source = [new() { Service = "s" }];

        Assert.Empty(ManifestMerge.MergeTriggers(new([], false), source)!.Value);
        Assert.Null(ManifestMerge.MergeTriggers(null, source));
        Assert.Null(ManifestMerge.MergeTriggers(new([], true), null));
        Assert.Equal("s", Assert.Single(ManifestMerge.MergeTriggers(new([], true), source)!.Value).Service);
    }

    [Fact]
    public void Triggers_WithAdd_LoseNoLineAndNoFlag() =>
        Gen.Select(Triggers, Triggers).Sample((manifest, source) =>
        {
            var all = manifest.AddRange(source);
            var merged = ManifestMerge.MergeTriggers(new(manifest, true), source)!.Value;
            return merged.Select(trigger => (trigger.Service, trigger.DoReload)).Distinct().Count() == merged.Length
                && all.All(trigger => merged.Count(other => Covers(other, trigger)) == 1)
                && merged.All(trigger => trigger.MatchLines.SequenceEqual(
                    all.Where(other => SameKey(other, trigger)).SelectMany(other => other.MatchLines).Distinct().Order(StringComparer.Ordinal)));
        });

    [Fact]
    public void ComputedFiles_WithAdd_AreMergedByPath_TheManifestsWinning()
    {
        ComputedFile[] source = [new("/c", "source:1"), new("/a", "source:1")];

        Assert.Equal(
            [new("/a", "source:1"), new("/b", "mine:1"), new("/c", "mine:1")],
            ManifestMerge.MergeComputedFiles(new([new("/c", "mine:1"), new("/b", "mine:1")], true), source));
        Assert.Equal([new("/b", "mine:1")], ManifestMerge.MergeComputedFiles(new([new("/b", "mine:1")], false), source));
        Assert.Empty(ManifestMerge.MergeComputedFiles(null, source));
    }

    private static bool SameKey(Trigger a, Trigger b) => (a.Service, a.DoReload) == (b.Service, b.DoReload);

    private static bool Covers(Trigger merged, Trigger part) =>
        SameKey(merged, part)
        && part.MatchLines.All(line => merged.MatchLines.Contains(line))
        && (merged.DoReboot || !part.DoReboot)
        && (merged.HighImpact || !part.HighImpact);
}
