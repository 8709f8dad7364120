using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>
/// Divides an area into rectangles in proportion to sizes: rows along the shorter side, each as long as its rectangles stay near to
/// squares (Bruls, Huizing, van Wijk 2000, Squarified treemaps).
/// </summary>
internal static class Treemap
{
    /// <summary>The width and height of the area.</summary>
    public const double Width = 1000;
    public const double Height = 500;

    // Smaller rectangles cannot be seen.
    private const double MinimumArea = 1;

    /// <summary>Divides the area among entries, the largest first. Entries that are too small to be seen have no rectangle.</summary>
    public static ImmutableArray<TreemapTile> Divide(ImmutableArray<DirectorySize> entries)
    {
        var tiles = ImmutableArray.CreateBuilder<TreemapTile>(entries.Length);
        var total = entries.Sum(entry => (double)entry.Bytes);
        if (total <= 0)
        {
            return [];
        }

        var areas = entries.Select(entry => entry.Bytes / total * Width * Height).TakeWhile(area => area >= MinimumArea).ToArray();
        var (x, y, width, height) = (0.0, 0.0, Width, Height);
        for (var first = 0; first < areas.Length;)
        {
            // Rounding can leave nothing for the last rectangles.
            var side = Math.Min(width, height);
            if (side <= 0)
            {
                break;
            }

            var count = RowLength(areas.AsSpan(first), side);
            var row = areas.AsSpan(first, count);
            var thickness = Sum(row) / side;
            var position = 0.0;
            for (var i = 0; i < count; i++)
            {
                var length = row[i] / thickness;
                tiles.Add(width >= height
                    ? new TreemapTile(entries[first + i], x, y + position, thickness, length)
                    : new TreemapTile(entries[first + i], x + position, y, length, thickness));
                position += length;
            }

            (x, y, width, height) = width >= height
                ? (x + thickness, y, width - thickness, height)
                : (x, y + thickness, width, height - thickness);
            first += count;
        }

        return tiles.ToImmutable();
    }

    // A rectangle joins the row as long as the worst ratio of sides does not grow.
    private static int RowLength(ReadOnlySpan<double> areas, double side)
    {
        var count = 1;
        while (count < areas.Length && WorstRatio(areas[..(count + 1)], side) <= WorstRatio(areas[..count], side))
        {
            count++;
        }

        return count;
    }

    private static double WorstRatio(ReadOnlySpan<double> row, double side)
    {
        var sum = Sum(row);
        var (squareOfSide, squareOfSum) = (side * side, sum * sum);
        return Math.Max(squareOfSide * row[0] / squareOfSum, squareOfSum / (squareOfSide * row[^1]));
    }

    private static double Sum(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var area in row)
        {
            sum += area;
        }

        return sum;
    }
}
