using System.Collections.Frozen;
using System.Text;

namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>
/// Which characters <c>(?i)</c> holds for the same: Unicode's simple case folding, as in Go, for every culture.
/// </summary>
internal static class CaseFolding
{
    // Cased letters end with Adlam; above there are only unused planes.
    private const int LastCased = 0x1E943;

    // U+0130 and U+0131, the Turkish letters, fold only to themselves.
    private static readonly int[] Unfolded = [0x130, 0x131];

    // The long s: the runtime leaves it alone, because its upper case does not lead back to it.
    private static readonly (int, int)[] Additional = [('s', 0x17F)];

    private static readonly Lazy<FrozenDictionary<int, int[]>> Equivalents = new(Compute);

    private static readonly Lazy<int[]> Cased = new(() => [.. Equivalents.Value.Keys.Order()]);

    /// <summary>Adds everything that differs from a character of the set only in case.</summary>
    /// <param name="cased">The number of characters of the set that have a case, which determines the cost.</param>
    public static RuneSet Fold(RuneSet set, out int cased)
    {
        var added = new List<RuneRange>();
        cased = 0;
        foreach (var range in set.Ranges)
        {
            var index = Array.BinarySearch(Cased.Value, range.First);
            for (index = index < 0 ? ~index : index; index < Cased.Value.Length && Cased.Value[index] <= range.Last; index++)
            {
                cased++;
                added.AddRange(Equivalents.Value[Cased.Value[index]].Select(rune => new RuneRange(rune, rune)));
            }
        }

        return cased == 0 ? set : set.Union(RuneSet.Of(added));
    }

    private static FrozenDictionary<int, int[]> Compute()
    {
        // Groups of equal letters, merged until each letter is in the same group as its upper and its lower case.
        var groups = new Dictionary<int, List<int>>();
        for (var value = 0; value <= LastCased; value++)
        {
            if (Rune.IsValid(value) && !Unfolded.Contains(value))
            {
                var rune = new Rune(value);
                Merge(groups, value, Rune.ToUpperInvariant(rune).Value);
                Merge(groups, value, Rune.ToLowerInvariant(rune).Value);
            }
        }

        foreach (var (one, other) in Additional)
        {
            Merge(groups, one, other);
        }

        return groups.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    private static void Merge(Dictionary<int, List<int>> groups, int one, int other)
    {
        if (one == other)
        {
            return;
        }

        var group = groups.TryGetValue(one, out var found) ? found : [one];
        var added = groups.TryGetValue(other, out found) ? found : [other];
        if (ReferenceEquals(group, added))
        {
            return;
        }

        group.AddRange(added);
        foreach (var member in group)
        {
            groups[member] = group;
        }
    }
}
