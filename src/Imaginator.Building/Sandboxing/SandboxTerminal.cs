namespace Imaginator.Building.Sandboxing;

/// <summary>The person's side of a terminal that a command in a sandbox gets.</summary>
/// <param name="Input">
/// The input, key by key. Read until the command ends; a pending read is not cancelled then.
/// </param>
/// <param name="Output">Receives the output.</param>
public sealed record SandboxTerminal(Stream Input, Stream Output, ushort Columns, ushort Rows);
