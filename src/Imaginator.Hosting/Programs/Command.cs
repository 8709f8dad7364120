using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>One command of a program.</summary>
/// <param name="Name">The word that selects it.</param>
/// <param name="Operands">Its operands for the help text, for instance <c>IMAGE DIR</c>.</param>
/// <param name="Meaning">What it does, in one line.</param>
/// <param name="RunAsync">Does it and returns the exit status.</param>
public sealed record Command(
    string Name, string Operands, string Meaning, Func<CommandContext, CancellationToken, Task<int>> RunAsync)
{
    /// <summary>The flags that it heeds, besides the program's.</summary>
    public ImmutableArray<Flag> Flags { get; init; } = [];

    /// <summary>Whether it heeds the flags that the program's commands share, so that its help lists them.</summary>
    public bool HeedsProgramFlags { get; init; } = true;

    /// <summary>How many operands it takes at least: those that are not in brackets.</summary>
    public int MinimumOperands => OperandNames.Count(name => !name.StartsWith('['));

    /// <summary>How many operands it takes at most.</summary>
    public int MaximumOperands => OperandNames.Length;

    private string[] OperandNames => Operands.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
