namespace Imaginator.Linux.Processes;

/// <summary>The exit of a process.</summary>
/// <param name="Status">The exit status; meaningless after a signal.</param>
/// <param name="Signal">The signal that killed the process; 0 for none.</param>
public readonly record struct ProcessExit(int ProcessId, int Status, int Signal)
{
    /// <summary>Decodes the status that <c>wait</c> returns.</summary>
    internal static ProcessExit FromWaitStatus(int processId, int waitStatus) =>
        new(processId, (waitStatus >> 8) & 0xFF, waitStatus & 0x7F);
}
