namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The limits of all processes of one sandbox together.</summary>
/// <param name="MemoryBytes">Memory, page cache included, in bytes; swap is not used.</param>
/// <param name="MaximumProcesses">Processes and threads.</param>
/// <param name="CpuPercent">CPU time in percent of one core; null for no limit.</param>
internal sealed record SandboxLimits(long MemoryBytes, int MaximumProcesses, int? CpuPercent = null)
{
    private const int UsualProcesses = 4096;

    /// <summary>Limits that no regular build reaches: three quarters of the memory, 4096 processes, all cores.</summary>
    public static SandboxLimits ForThisMachine() =>
        new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3, UsualProcesses);
}
