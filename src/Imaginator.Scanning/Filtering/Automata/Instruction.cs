using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Scanning.Filtering.Automata;

/// <summary>One step of a nondeterministic automaton.</summary>
/// <param name="Other">The other instruction after a <see cref="InstructionKind.Split"/>.</param>
/// <param name="Set">The characters that <see cref="InstructionKind.Rune"/> accepts.</param>
/// <param name="Assertion">The condition of <see cref="InstructionKind.Assertion"/>.</param>
internal readonly record struct Instruction(
    InstructionKind Kind, int Next = 0, int Other = 0, RuneSet? Set = null, RegexAssertion Assertion = default);
