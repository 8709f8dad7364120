using System.Collections.Immutable;

namespace Imaginator.Host.History.Logs;

/// <summary>Finds marks in a list that is ordered by their offsets. Several marks can have the same offset: stages without output.</summary>
internal static class LogMarkSearch
{
    /// <summary>The index of the first mark at an offset or after; the length of the list if there is none.</summary>
    public static int FirstFrom(IReadOnlyList<LogMark> marks, long offset)
    {
        var (low, high) = (0, marks.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (marks[middle].Offset < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>
    /// The marks of the bytes from an offset up to another one. The first mark has the first offset, and the time of the bytes there,
    /// if that is known.
    /// </summary>
    public static ImmutableArray<LogMark> Between(IReadOnlyList<LogMark> marks, long from, long until)
    {
        var first = FirstFrom(marks, from);
        var result = ImmutableArray.CreateBuilder<LogMark>();
        if (first > 0 && (first == marks.Count || marks[first].Offset > from))
        {
            result.Add(new LogMark(from, marks[first - 1].At));
        }

        for (var index = first; index < marks.Count && marks[index].Offset < until; index++)
        {
            result.Add(marks[index]);
        }

        return result.ToImmutable();
    }
}
