using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>Turns an expression into a nondeterministic automaton, from its end to its start.</summary>
internal sealed class ProgramBuilder
{
    /// <summary>The maximum number of instructions, and so of steps for a character of a text.</summary>
    public const int MaximumLength = 10_000;

    /// <summary>The number of the instruction that says that everything has matched.</summary>
    public const int Match = 0;

    private readonly List<Instruction> _program = [new(InstructionKind.Match)];

    private bool IsTooLarge => _program.Count > MaximumLength;

    /// <summary>Builds the automaton of an expression.</summary>
    /// <returns>The instructions, or null if there would be too many.</returns>
    public static Instruction[]? TryBuild(RegexNode node, out int start)
    {
        var builder = new ProgramBuilder();
        start = builder.Build(node, Match);
        return builder.IsTooLarge ? null : [.. builder._program];
    }

    // Returns the first instruction of the expression; the instructions after it already exist.
    private int Build(RegexNode node, int next)
    {
        if (IsTooLarge)
        {
            return next;
        }

        switch (node)
        {
            case RunesNode runes:
                return Add(new(InstructionKind.Rune, next, Set: runes.Set));
            case AssertionNode assertion:
                return Add(new(InstructionKind.Assertion, next, Assertion: assertion.Assertion));
            case SequenceNode sequence:
                return sequence.Parts.Reverse().Aggregate(next, (after, part) => Build(part, after));
            case ChoiceNode choice:
                return choice.Branches.Reverse().Select(branch => Build(branch, next)).Aggregate(Split);
            case RepeatNode repeat:
                return BuildRepeat(repeat, next);
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    // x{2,4} is xx(x(x)?)?, x{2,} is xxx*.
    private int BuildRepeat(RepeatNode repeat, int next)
    {
        var start = next;
        if (repeat.Maximum is { } maximum)
        {
            for (var i = repeat.Minimum; i < maximum && !IsTooLarge; i++)
            {
                start = Split(Build(repeat.Body, start), next);
            }
        }
        else
        {
            var loop = Add(default);
            _program[loop] = new(InstructionKind.Split, Build(repeat.Body, loop), next);
            start = loop;
        }

        for (var i = 0; i < repeat.Minimum && !IsTooLarge; i++)
        {
            start = Build(repeat.Body, start);
        }

        return start;
    }

    private int Split(int one, int other) => Add(new(InstructionKind.Split, one, other));

    private int Add(Instruction instruction)
    {
        _program.Add(instruction);
        return _program.Count - 1;
    }
}
