namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The number of times that the limits of a group were reached.</summary>
/// <param name="MemoryKills">Processes that the kernel killed because memory ran out.</param>
/// <param name="RefusedProcesses">Processes that could not be started because there were too many.</param>
internal readonly record struct ControlGroupEvents(long MemoryKills, long RefusedProcesses);
