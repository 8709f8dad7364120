using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>
/// Divides all characters into ranges that no instruction of an automaton distinguishes. Its letters are the numbers of
/// these ranges, and one more for the end of the text.
/// </summary>
internal sealed class Alphabet
{
    private const int AsciiCount = 0x80;

    private readonly int[] _firstRunes;
    private readonly int[] _ascii;
    private readonly bool _hasAssertions;

    public Alphabet(IReadOnlyCollection<Instruction> program)
    {
        _hasAssertions = program.Any(instruction => instruction.Kind == InstructionKind.Assertion);
        var sets = program.Select(instruction => instruction.Set).OfType<RuneSet>();
        if (_hasAssertions)
        {
            sets = sets.Append(RuneCategories.WordCharacters).Append(RuneSet.AllButLineFeed);
        }

        _firstRunes =
        [
            .. sets.SelectMany(set => set.Ranges)
                .SelectMany(range => new[] { range.First, range.Last + 1 })
                .Append(0)
                .Distinct()
                .Order(),
        ];
        _ascii = [.. Enumerable.Range(0, AsciiCount).Select(Search)];
    }

    /// <summary>The number of letters.</summary>
    public int Count => _firstRunes.Length + 1;

    /// <summary>The letter for the end of the text.</summary>
    public int End => _firstRunes.Length;

    /// <summary>The letter of a character.</summary>
    public int LetterOf(int rune) => rune < AsciiCount ? _ascii[rune] : Search(rune);

    /// <summary>One of the characters that a letter stands for.</summary>
    public int RuneOf(int letter) => _firstRunes[letter];

    /// <summary>The properties of a letter that assertions use; equal for all letters if there are no assertions.</summary>
    public TextContext ContextOf(int letter)
    {
        if (!_hasAssertions)
        {
            return TextContext.Other;
        }

        return letter == End ? TextContext.Edge
            : RuneOf(letter) == '\n' ? TextContext.LineFeed
            : RuneCategories.WordCharacters.Contains(RuneOf(letter)) ? TextContext.Word
            : TextContext.Other;
    }

    private int Search(int rune)
    {
        var index = Array.BinarySearch(_firstRunes, rune);
        return index >= 0 ? index : ~index - 1;
    }
}
