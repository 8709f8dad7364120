using System.Collections.Immutable;

namespace Imaginator.Scanning.Filtering.Syntax;

/// <summary>
/// A regular expression after parsing. It says only which texts match: captures and laziness, which decide what is
/// captured, are gone.
/// </summary>
internal abstract record RegexNode
{
    /// <summary>How often the most repeated part occurs when all counted repetitions are written out.</summary>
    public virtual int RepeatWeight => 1;

    /// <summary>Whether the empty text matches at any place in any text.</summary>
    public abstract bool IsNullable { get; }

    /// <summary>
    /// How many instructions it becomes, known without making them (see <see cref="Automata.ProgramBuilder"/>); enormous ones
    /// count as <see cref="Enormous"/>.
    /// </summary>
    public abstract long Length { get; }

    /// <summary>More than anything can have, and far from what a number can hold.</summary>
    protected const long Enormous = 1L << 40;
}

/// <summary>One character out of a set.</summary>
internal sealed record RunesNode(RuneSet Set) : RegexNode
{
    public override bool IsNullable => false;

    public override long Length => 1;
}

/// <summary>A condition on a position in the text.</summary>
internal sealed record AssertionNode(RegexAssertion Assertion) : RegexNode
{
    public override bool IsNullable => false;

    public override long Length => 1;
}

/// <summary>One part after the other.</summary>
internal sealed record SequenceNode(ImmutableArray<RegexNode> Parts) : RegexNode
{
    public override int RepeatWeight { get; } = Parts.Select(part => part.RepeatWeight).DefaultIfEmpty(1).Max();

    public override bool IsNullable { get; } = Parts.All(part => part.IsNullable);

    public override long Length { get; } = Math.Min(Enormous, Parts.Sum(part => part.Length));
}

/// <summary>One of several expressions.</summary>
internal sealed record ChoiceNode(ImmutableArray<RegexNode> Branches) : RegexNode
{
    public override int RepeatWeight { get; } = Branches.Max(branch => branch.RepeatWeight);

    public override bool IsNullable { get; } = Branches.Any(branch => branch.IsNullable);

    public override long Length { get; } = Math.Min(Enormous, Branches.Sum(branch => branch.Length) + Branches.Length - 1);
}

/// <summary>An expression several times.</summary>
/// <param name="Minimum">How often at least.</param>
/// <param name="Maximum">How often at most; null for no limit.</param>
internal sealed record RepeatNode(RegexNode Body, int Minimum, int? Maximum) : RegexNode
{
    public override int RepeatWeight { get; } =
        Maximum == 0 ? 1 : Math.Max(Math.Max(Maximum ?? 0, Minimum), 1) * Body.RepeatWeight;

    public override bool IsNullable { get; } = Minimum == 0 || Body.IsNullable;

    public override long Length { get; } = Math.Min(
        Enormous,
        (Minimum * Body.Length) + ((Maximum is { } maximum ? Math.Max(0, maximum - Minimum) : 1) * (Body.Length + 1)));
}
