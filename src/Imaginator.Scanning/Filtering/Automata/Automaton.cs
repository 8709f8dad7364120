using System.Text;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>
/// Matches one expression from the start of a text. A deterministic automaton is built from the nondeterministic one
/// while it is used, state by state: each character costs one step through a table, or, the first time, the work of
/// finding out. Thread-safe.
/// </summary>
/// <remarks>
/// <c>RegexOptions.NonBacktracking</c> has a similar design, but cannot be used: it reads .NET's syntax, not Go's; it treats
/// words, characters beyond the basic plane and bytes that are not UTF-8 differently; and with word boundaries
/// it missed matches at a line feed that ends the text (seen with .NET 10.0.12 by the property test of this
/// class; compare dotnet/runtime issue 120202). A filter that misses matches puts files into images that do not belong
/// there.
/// </remarks>
internal sealed class Automaton
{
    // How much the states may weigh together before they are forgotten: some 16 MiB; those of several automata that share
    // memory, four times as much, unless they are very many.
    private const int MaximumWeight = 2_000_000;
    private const int SharedWeight = 4 * MaximumWeight;
    private const int MinimumWeight = 100_000;

    private readonly Instruction[] _program;
    private readonly Alphabet _alphabet;
    private readonly int _first;
    private readonly bool _fullMatch;

    private readonly Lock _building = new();
    private readonly HashSet<AutomatonState> _states = [];
    private readonly Stack<int> _pending = new();
    private readonly HashSet<int> _reached = [];
    private int _maximumWeight = MaximumWeight;
    private int _weight;
    private AutomatonState _start;

    private Automaton(Instruction[] program, int first, bool fullMatch)
    {
        _program = program;
        _first = first;
        _fullMatch = fullMatch;
        _alphabet = new Alphabet(program);
        _start = CreateStart();
    }

    /// <summary>Builds the automaton of an expression.</summary>
    /// <param name="fullMatch">Whether it must match the whole text; otherwise the start of the text is enough.</param>
    /// <returns>The automaton, or null if it would be too large.</returns>
    public static Automaton? TryCreate(RegexNode node, bool fullMatch) =>
        ProgramBuilder.TryBuild(node, out var first) is { } program ? new Automaton(program, first, fullMatch) : null;

    /// <summary>Lowers the memory limit for states, as one of several automata. Must be called before the first match.</summary>
    public void ShareMemory(int count) => _maximumWeight = Math.Clamp(SharedWeight / count, MinimumWeight, MaximumWeight);

    /// <summary>Whether a text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var state = Volatile.Read(ref _start);
        for (var i = 0; i < text.Length;)
        {
            int letter;
            if (char.IsAscii(text[i]))
            {
                letter = _alphabet.LetterOf(text[i++]);
            }
            else
            {
                // A byte that is not UTF-8 decodes as U+FFFD, and counts as such.
                Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed);
                letter = _alphabet.LetterOf(rune.Value);
                i += consumed;
            }

            state = state[letter] ?? FindNext(state, letter);
            if (ReferenceEquals(state, AutomatonState.Accepted))
            {
                return true;
            }

            if (ReferenceEquals(state, AutomatonState.Dead))
            {
                return false;
            }
        }

        var end = state[_alphabet.End] ?? FindNext(state, _alphabet.End);
        return ReferenceEquals(end, AutomatonState.Accepted);
    }

    private AutomatonState CreateStart() => new([_first], _alphabet.ContextOf(_alphabet.End), _alphabet.Count);

    private AutomatonState FindNext(AutomatonState state, int letter)
    {
        lock (_building)
        {
            return state[letter] ??= Step(state, letter);
        }
    }

    private AutomatonState Step(AutomatonState state, int letter)
    {
        FollowUntilRunes(state, _alphabet.ContextOf(letter));
        var atEnd = letter == _alphabet.End;
        if (_reached.Contains(ProgramBuilder.Match) && (atEnd || !_fullMatch))
        {
            return AutomatonState.Accepted;
        }

        if (atEnd)
        {
            return AutomatonState.Dead;
        }

        var rune = _alphabet.RuneOf(letter);
        int[] next =
        [
            .. _reached.Select(index => _program[index])
                .Where(instruction => instruction.Kind == InstructionKind.Rune && instruction.Set!.Contains(rune))
                .Select(instruction => instruction.Next)
                .Distinct()
                .Order(),
        ];
        return next.Length == 0
            ? AutomatonState.Dead
            : Remember(new AutomatonState(next, _alphabet.ContextOf(letter), _alphabet.Count));
    }

    // All instructions that can be reached between two characters.
    private void FollowUntilRunes(AutomatonState state, TextContext after)
    {
        _reached.Clear();
        foreach (var index in state.Instructions)
        {
            _pending.Push(index);
        }

        while (_pending.TryPop(out var index))
        {
            if (!_reached.Add(index))
            {
                continue;
            }

            var instruction = _program[index];
            if (instruction.Kind == InstructionKind.Split)
            {
                _pending.Push(instruction.Other);
                _pending.Push(instruction.Next);
            }
            else if (instruction.Kind == InstructionKind.Assertion && Holds(instruction.Assertion, state.Before, after))
            {
                _pending.Push(instruction.Next);
            }
        }
    }

    private static bool Holds(RegexAssertion assertion, TextContext before, TextContext after) => assertion switch
    {
        RegexAssertion.StartOfText => before == TextContext.Edge,
        RegexAssertion.EndOfText => after == TextContext.Edge,
        RegexAssertion.StartOfLine => before is TextContext.Edge or TextContext.LineFeed,
        RegexAssertion.EndOfLine => after is TextContext.Edge or TextContext.LineFeed,
        RegexAssertion.WordBoundary => (before == TextContext.Word) != (after == TextContext.Word),
        RegexAssertion.NoWordBoundary => (before == TextContext.Word) == (after == TextContext.Word),
        _ => throw new ArgumentOutOfRangeException(nameof(assertion)),
    };

    private AutomatonState Remember(AutomatonState state)
    {
        if (_states.TryGetValue(state, out var known))
        {
            return known;
        }

        _weight += state.Weight;
        if (_weight > _maximumWeight)
        {
            // Running matches keep their current states; nothing else refers to the old states.
            _states.Clear();
            _weight = state.Weight;
            Volatile.Write(ref _start, CreateStart());
        }

        _states.Add(state);
        return state;
    }
}
