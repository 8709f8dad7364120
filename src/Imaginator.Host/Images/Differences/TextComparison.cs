using System.Collections.Immutable;
using System.Globalization;
using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace Imaginator.Host.Images.Differences;

/// <summary>Compares texts line by line.</summary>
internal static class TextComparison
{
    /// <summary>The maximum length of a text in bytes.</summary>
    public const long MaximumLength = 2 << 20;

    // Of the part that differs. The time grows with the square of it in the worst case.
    private const int MaximumLines = 5000;

    private const int ContextLines = 3;

    /// <summary>The differing lines with the lines around them; null if too many lines differ.</summary>
    public static ImmutableArray<ComparedLine>? Compare(string before, string after)
    {
        var (one, other) = (LinesOf(before), LinesOf(after));
        var prefix = one.AsSpan().CommonPrefixLength(other);
        var suffix = CommonSuffixLength(one.AsSpan(prefix), other.AsSpan(prefix));
        if (one.Length - prefix - suffix > MaximumLines || other.Length - prefix - suffix > MaximumLines)
        {
            return null;
        }

        // Each line with its end: no line differs from an empty one.
        var blocks = Differ.Instance.CreateDiffs(
            string.Concat(one[prefix..^suffix].Select(line => line + "\n")),
            string.Concat(other[prefix..^suffix].Select(line => line + "\n")),
            false,
            false,
            new CustomFunctionChunker(text => text.Split('\n')[..^1])).DiffBlocks;
        var lines = ImmutableArray.CreateBuilder<ComparedLine>();
        var (shownBefore, shownAfter) = (0, 0);
        foreach (var block in blocks)
        {
            var (start, startAfter) = (block.DeleteStartA + prefix, block.InsertStartB + prefix);
            AddContext(lines, one, ref shownBefore, ref shownAfter, start, isAfterBlock: lines.Count > 0);
            AddBlock(lines, one, other, block, start, startAfter);
            (shownBefore, shownAfter) = (start + block.DeleteCountA, startAfter + block.InsertCountB);
        }

        AddEnd(lines, one, shownBefore, shownAfter);
        return lines.DrainToImmutable();
    }

    private static string[] LinesOf(string text) => text.Split('\n');

    private static int CommonSuffixLength(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[^(length + 1)] == other[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    private static void AddBlock(
        ImmutableArray<ComparedLine>.Builder lines, string[] one, string[] other, DiffBlock block, int start, int startAfter)
    {
        for (var i = 0; i < block.DeleteCountA; i++)
        {
            lines.Add(new ComparedLine(ComparedLineKind.Removed, start + i + 1, null, one[start + i]));
        }

        for (var i = 0; i < block.InsertCountB; i++)
        {
            lines.Add(new ComparedLine(ComparedLineKind.Added, null, startAfter + i + 1, other[startAfter + i]));
        }
    }

    // The equal lines before a block: those that follow the previous block, a gap, and those before this block.
    private static void AddContext(
        ImmutableArray<ComparedLine>.Builder lines, string[] one, ref int before, ref int after, int start, bool isAfterBlock)
    {
        var afterPrevious = isAfterBlock ? ContextLines : 0;
        var count = start - before;
        var isWhole = count <= afterPrevious + ContextLines;
        for (var i = 0; i < count; i++)
        {
            if (isWhole || i < afterPrevious || i >= count - ContextLines)
            {
                lines.Add(new ComparedLine(ComparedLineKind.Context, before + i + 1, after + i + 1, one[before + i]));
            }
            else if (i == afterPrevious)
            {
                lines.Add(Gap(count - afterPrevious - ContextLines));
            }
        }
    }

    private static void AddEnd(ImmutableArray<ComparedLine>.Builder lines, string[] one, int before, int after)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var count = one.Length - before;
        for (var i = 0; i < Math.Min(count, ContextLines); i++)
        {
            lines.Add(new ComparedLine(ComparedLineKind.Context, before + i + 1, after + i + 1, one[before + i]));
        }

        if (count > ContextLines)
        {
            lines.Add(Gap(count - ContextLines));
        }
    }

    private static ComparedLine Gap(int count) =>
        new(ComparedLineKind.Gap, null, null, count.ToString(CultureInfo.InvariantCulture));
}
