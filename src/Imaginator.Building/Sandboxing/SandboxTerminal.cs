namespace Imaginator.Building.Sandboxing;

/// <summary>The person's side of a terminal that a command in a sandbox gets.</summary>
/// <param name="Input">
/// What is typed, key by key. Read until the command ends; a read that is under way then is left alone.
/// </param>
/// <param name="Output">Gets what is to be shown.</param>
public sealed record SandboxTerminal(Stream Input, Stream Output, ushort Columns, ushort Rows);
