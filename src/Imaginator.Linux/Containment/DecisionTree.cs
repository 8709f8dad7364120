using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Instructions that find the rule for the loaded number by halving: about ten comparisons, regardless of the number of
/// rules.
/// </summary>
internal static class DecisionTree
{
    /// <summary>Divides all numbers into ranges of equal rules.</summary>
    /// <param name="rules">The rules of single numbers.</param>
    /// <param name="otherwise">The rule of all other numbers.</param>
    public static ImmutableArray<NumberRange> Divide(
        SortedDictionary<uint, ImmutableArray<ulong>> rules, ImmutableArray<ulong> otherwise)
    {
        var ranges = ImmutableArray.CreateBuilder<NumberRange>();
        var next = 0u;
        foreach (var (number, rule) in rules)
        {
            if (number > next)
            {
                Append(next, otherwise);
            }

            Append(number, rule);
            next = number + 1;
        }

        Append(next, otherwise);
        return ranges.ToImmutable();

        void Append(uint first, ImmutableArray<ulong> rule)
        {
            if (ranges.Count == 0 || !ranges[^1].Rule.AsSpan().SequenceEqual(rule.AsSpan()))
            {
                ranges.Add(new NumberRange(first, rule));
            }
        }
    }

    /// <summary>Assembles the tree.</summary>
    /// <param name="ranges">The ranges in ascending order; the first begins with 0.</param>
    public static List<ulong> Assemble(ReadOnlySpan<NumberRange> ranges)
    {
        if (ranges.Length == 1)
        {
            return [.. ranges[0].Rule];
        }

        var middle = ranges.Length / 2;
        var first = ranges[middle].First;
        var lower = Assemble(ranges[..middle]);
        var upper = Assemble(ranges[middle..]);

        // A conditional jump reaches 255 instructions.
        return upper.Count <= byte.MaxValue
            ? [Bpf.IfAtLeast(first, skipOtherwise: (byte)upper.Count), .. upper, .. lower]
            : [Bpf.IfAtLeast(first, skipOtherwise: 1), Bpf.Skip((uint)lower.Count), .. lower, .. upper];
    }
}
