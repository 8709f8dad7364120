using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>
/// A command of a program. In the operands, for example <c>IMAGE [DIR]</c>, those in brackets are optional, and the last can be repeated if it
/// ends with dots. The summary is a sentence in the imperative, for the list of commands. RunAsync returns the exit status.
/// </summary>
public sealed record Command(
    string Name, string Operands, string Summary, Func<CommandContext, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>The heading in the list of commands.</summary>
    public string Group { get; init; } = "General";

    /// <summary>Further paragraphs for the help of the command.</summary>
    public ImmutableArray<string> Description { get; init; } = [];

    /// <summary>Command lines with their effects.</summary>
    public ImmutableArray<CommandExample> Examples { get; init; } = [];

    /// <summary>The flags of the command besides those of the program.</summary>
    public ImmutableArray<Flag> Flags { get; init; } = [];

    /// <summary>Whether the flags of the program affect the command; only then its help lists them.</summary>
    public bool UsesProgramFlags { get; init; } = true;

    /// <summary>The words that the first operand can be, for completion; empty if it can be any text.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Whether help and completion leave the command out.</summary>
    public bool IsHidden { get; init; }

    internal int MinimumOperands => OperandNames.Count(name => !name.StartsWith('['));

    internal int MaximumOperands => OperandNames is [.., var last] && last.Contains("...", StringComparison.Ordinal) ? int.MaxValue : OperandNames.Length;

    internal string[] OperandNames => Operands.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>All flags that affect the command.</summary>
    internal IEnumerable<Flag> EffectiveFlags(ProgramDescription program) => UsesProgramFlags ? Flags.Concat(program.Flags) : Flags;
}
