using System.Collections.Frozen;
using System.Globalization;

namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>The classes that have names: POSIX's (ASCII only, as in RE2), Perl's (likewise) and Unicode's categories.</summary>
internal static class RuneCategories
{
    /// <summary>What <c>\d</c> stands for.</summary>
    public static RuneSet Digits { get; } = Ascii("09");

    /// <summary>What <c>\s</c> stands for; unlike POSIX's class it lacks the vertical tab.</summary>
    public static RuneSet Spaces { get; } = Ascii("\t\n\f\r  ");

    /// <summary>What <c>\w</c> stands for.</summary>
    public static RuneSet WordCharacters { get; } = Ascii("09AZ__az");

    /// <summary>POSIX's classes by the name between <c>[:</c> and <c>:]</c>.</summary>
    public static FrozenDictionary<string, RuneSet> Posix { get; } = new Dictionary<string, RuneSet>
    {
        ["alnum"] = Ascii("09AZaz"),
        ["alpha"] = Ascii("AZaz"),
        ["ascii"] = Ascii("\0\x7F"),
        ["blank"] = Ascii("\t\t  "),
        ["cntrl"] = Ascii("\0\x1F\x7F\x7F"),
        ["digit"] = Digits,
        ["graph"] = Ascii("!~"),
        ["lower"] = Ascii("az"),
        ["print"] = Ascii(" ~"),
        ["punct"] = Ascii("!/:@[`{~"),
        ["space"] = Ascii("\t\r  "),
        ["upper"] = Ascii("AZ"),
        ["word"] = WordCharacters,
        ["xdigit"] = Ascii("09AFaf"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // In the order of UnicodeCategory. Unassigned characters ("Cn") are in no class of Go's.
    private const string CategoryNames = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSo";

    // A constant that takes a few milliseconds to compute, and is hardly ever needed.
    private static readonly Lazy<FrozenDictionary<string, RuneSet>> UnicodeRanges = new(ComputeUnicode);

    /// <summary>Unicode's general categories by name (<c>L</c>, <c>Lu</c> …), and <c>Any</c>.</summary>
    public static FrozenDictionary<string, RuneSet> Unicode => UnicodeRanges.Value;

    // Pairs of the first and the last character of a range.
    private static RuneSet Ascii(string pairs) =>
        RuneSet.Of(pairs.Chunk(2).Select(pair => new RuneRange(pair[0], pair[1])));

    private static FrozenDictionary<string, RuneSet> ComputeUnicode()
    {
        var ranges = new Dictionary<string, List<RuneRange>>();
        for (var first = 0; first <= RuneSet.Largest;)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(first);
            var last = first;
            while (last < RuneSet.Largest && CharUnicodeInfo.GetUnicodeCategory(last + 1) == category)
            {
                last++;
            }

            if (category != UnicodeCategory.OtherNotAssigned)
            {
                var name = CategoryNames.Substring(2 * (int)category, 2);
                Add(ranges, name, new RuneRange(first, last));
                Add(ranges, name[..1], new RuneRange(first, last));
            }

            first = last + 1;
        }

        var sets = ranges.ToDictionary(pair => pair.Key, pair => RuneSet.Of(pair.Value));
        sets["Any"] = RuneSet.All;
        return sets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void Add(Dictionary<string, List<RuneRange>> ranges, string name, RuneRange range)
    {
        if (!ranges.TryGetValue(name, out var list))
        {
            ranges[name] = list = [];
        }

        list.Add(range);
    }
}
