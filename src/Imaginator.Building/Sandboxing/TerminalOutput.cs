using Imaginator.Logging;

namespace Imaginator.Building.Sandboxing;

/// <summary>Shows what a command prints at once, where a log would keep it.</summary>
internal sealed class TerminalOutput(Stream terminal) : IBuildLog
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        terminal.Write(output);
        terminal.Flush();
    }
}
