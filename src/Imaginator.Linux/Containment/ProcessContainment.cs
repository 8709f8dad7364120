using Imaginator.Linux.Processes;

namespace Imaginator.Linux.Containment;

/// <summary>
/// The restrictions on a started program and all its descendants, independent of the users that they switch to.
/// </summary>
/// <param name="Capabilities">The capabilities that they can have; null for all capabilities of this process.</param>
/// <param name="Filter">The filter to install for their system calls; null if the thread that starts them has it.</param>
/// <remarks>Applied between fork and exec, see <see cref="ProgramStart.Containment"/>.</remarks>
public sealed record ProcessContainment(CapabilitySet? Capabilities, SeccompFilter? Filter);
