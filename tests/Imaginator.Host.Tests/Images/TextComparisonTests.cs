using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Tests.Images;

public sealed class TextComparisonTests
{
    [Fact]
    public void Change_IsShownWithItsSurroundings()
    {
        var before = Enumerable.Range(1, 20).Select(i => $"line {i}").ToList();
        var after = before.ToList();
        after[9] = "other";
        Assert.Equal(
            [
                (ComparedLineKind.Gap, null, null, "6"),
                (ComparedLineKind.Context, 7, 7, "line 7"),
                (ComparedLineKind.Context, 8, 8, "line 8"),
                (ComparedLineKind.Context, 9, 9, "line 9"),
                (ComparedLineKind.Removed, 10, null, "line 10"),
                (ComparedLineKind.Added, null, 10, "other"),
                (ComparedLineKind.Context, 11, 11, "line 11"),
                (ComparedLineKind.Context, 12, 12, "line 12"),
                (ComparedLineKind.Context, 13, 13, "line 13"),
                (ComparedLineKind.Gap, (int?)null, (int?)null, "7"),
            ],
            Compare(before, after));
    }

    [Fact]
    public void NearChanges_HaveNoGap()
    {
        var before = Enumerable.Range(1, 10).Select(i => $"line {i}").ToList();
        var after = before.ToList();
        after[1] = "other";
        after[7] = "another";
        Assert.DoesNotContain(Compare(before, after), line => line.Kind == ComparedLineKind.Gap);
        Assert.Equal(5, Compare(before, after).Count(line => line.Before is >= 3 and <= 7));
    }

    [Fact]
    public void Insertion_ShiftsTheLinesAfterIt()
    {
        List<string> before = ["a", "b"];
        List<string> after = ["a", "new", "b"];
        Assert.Equal(
            [
                (ComparedLineKind.Context, 1, 1, "a"),
                (ComparedLineKind.Added, null, 2, "new"),
                (ComparedLineKind.Context, (int?)2, (int?)3, "b"),
            ],
            Compare(before, after));
    }

    [Fact]
    public void CarriageReturns_AreNoLineEnds()
    {
        var lines = TextComparison.Compare("a\rb\nc\r\n", "a\rb\nd\r\n")!.Value;
        Assert.Contains(lines, line => line is { Kind: ComparedLineKind.Removed, Text: "c\r" });
        Assert.Contains(lines, line => line is { Kind: ComparedLineKind.Context, Text: "a\rb" });
    }

    [Fact]
    public void EqualTexts_HaveNoLines() => Assert.Empty(TextComparison.Compare("a\nb\n", "a\nb\n")!.Value);

    [Fact]
    public void TooManyDifferences_AreNotCompared() => Assert.Null(TextComparison.Compare(
        string.Join('\n', Enumerable.Range(0, 6000).Select(i => $"a{i}")),
        string.Join('\n', Enumerable.Range(0, 6000).Select(i => $"b{i}"))));

    [Fact]
    public void FewDifferencesOfALongText_AreCompared()
    {
        var before = Enumerable.Range(0, 50_000).Select(i => $"line {i}").ToList();
        var after = before.ToList();
        after[25_000] = "other";
        Assert.Equal(10, Compare(before, after).Count);
    }

    private static List<(ComparedLineKind Kind, int? Before, int? After, string Text)> Compare(List<string> before, List<string> after) =>
    [
        .. TextComparison.Compare(string.Join('\n', before), string.Join('\n', after))!.Value
            .Select(line => (line.Kind, line.Before, line.After, line.Text)),
    ];
}
