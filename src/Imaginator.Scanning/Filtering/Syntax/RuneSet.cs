using System.Collections.Immutable;

namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>
/// A set of Unicode characters: what a character class means. Surrogates are never in it, because text has none. Bytes
/// of a name that are not UTF-8 count as U+FFFD, as in Go.
/// </summary>
internal sealed class RuneSet
{
    /// <summary>The largest code point.</summary>
    public const int Largest = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private RuneSet(ImmutableArray<RuneRange> ranges) => Ranges = ranges;

    /// <summary>Every character.</summary>
    public static RuneSet All { get; } = Of(new RuneRange(0, Largest));

    /// <summary>Every character except a line feed: what <c>.</c> means.</summary>
    public static RuneSet AllButLineFeed { get; } = Of(new RuneRange('\n', '\n')).Complement();

    /// <summary>The ranges: sorted, apart from each other, none empty.</summary>
    public ImmutableArray<RuneRange> Ranges { get; }

    /// <summary>The one character of the set, or null if there are none or several.</summary>
    public int? Single => Ranges is [var only] && only.First == only.Last ? only.First : null;

    /// <summary>The set of one character.</summary>
    public static RuneSet Of(int rune) => Of(new RuneRange(rune, rune));

    /// <summary>The union of ranges in any order.</summary>
    public static RuneSet Of(params IEnumerable<RuneRange> ranges)
    {
        var merged = new List<RuneRange>();
        foreach (var range in ranges.SelectMany(WithoutSurrogates).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return new RuneSet([.. merged]);
    }

    /// <summary>Everything that is in one of the two sets.</summary>
    public RuneSet Union(RuneSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>Everything that is not in the set.</summary>
    public RuneSet Complement()
    {
        var gaps = new List<RuneRange>();
        var next = 0;
        foreach (var range in Ranges)
        {
            if (range.First > next)
            {
                gaps.Add(new RuneRange(next, range.First - 1));
            }

            next = range.Last + 1;
        }

        if (next <= Largest)
        {
            gaps.Add(new RuneRange(next, Largest));
        }

        return Of(gaps);
    }

    /// <summary>Whether a character is in the set.</summary>
    public bool Contains(int rune)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (rune > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<RuneRange> WithoutSurrogates(RuneRange range)
    {
        if (range.Last < FirstSurrogate || range.First > LastSurrogate)
        {
            yield return range;
            yield break;
        }

        if (range.First < FirstSurrogate)
        {
            yield return range with { Last = FirstSurrogate - 1 };
        }

        if (range.Last > LastSurrogate)
        {
            yield return range with { First = LastSurrogate + 1 };
        }
    }
}
