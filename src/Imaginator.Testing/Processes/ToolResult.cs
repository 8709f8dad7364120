namespace Imaginator.Testing.Processes;

/// <summary>The end of a program.</summary>
/// <param name="ExitCode">The exit status.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
