namespace Imaginator.Linux.Terminals;

/// <summary>The size of a terminal in characters.</summary>
/// <param name="Columns">The width.</param>
/// <param name="Rows">The height.</param>
public readonly record struct TerminalSize(ushort Columns, ushort Rows);
