using System.Collections.Immutable;

namespace Imaginator.Building.Filtering.Syntax;

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
}

/// <summary>One character out of a set.</summary>
internal sealed record RunesNode(RuneSet Set) : RegexNode
{
    public override bool IsNullable => false;
}

/// <summary>A condition on a place in the text.</summary>
internal sealed record AssertionNode(RegexAssertion Assertion) : RegexNode
{
    public override bool IsNullable => false;
}

/// <summary>One part after the other.</summary>
internal sealed record SequenceNode(ImmutableArray<RegexNode> Parts) : RegexNode
{
    public override int RepeatWeight { get; } = Parts.Select(part => part.RepeatWeight).DefaultIfEmpty(1).Max();

    public override bool IsNullable { get; } = Parts.All(part => part.IsNullable);
}

/// <summary>One of several expressions.</summary>
internal sealed record ChoiceNode(ImmutableArray<RegexNode> Branches) : RegexNode
{
    public override int RepeatWeight { get; } = Branches.Max(branch => branch.RepeatWeight);

    public override bool IsNullable { get; } = Branches.Any(branch => branch.IsNullable);
}

/// <summary>An expression several times.</summary>
/// <param name="Body">The expression.</param>
/// <param name="Minimum">How often at least.</param>
/// <param name="Maximum">How often at most; null for no limit.</param>
internal sealed record RepeatNode(RegexNode Body, int Minimum, int? Maximum) : RegexNode
{
    public override int RepeatWeight { get; } =
        Maximum == 0 ? 1 : Math.Max(Math.Max(Maximum ?? 0, Minimum), 1) * Body.RepeatWeight;

    public override bool IsNullable { get; } = Minimum == 0 || Body.IsNullable;
}
