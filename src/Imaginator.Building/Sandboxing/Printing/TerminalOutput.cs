using Imaginator.Logging;

namespace Imaginator.Building.Sandboxing.Printing;

/// <summary>Writes the output of a command to a terminal immediately.</summary>
internal sealed class TerminalOutput(Stream terminal) : IBuildLog
{
    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output)
    {
        terminal.Write(output);
        terminal.Flush();
    }
}
