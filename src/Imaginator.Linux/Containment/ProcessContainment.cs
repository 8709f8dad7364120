using Imaginator.Linux.Processes;

namespace Imaginator.Linux.Containment;

/// <summary>What a started program and all its descendants are kept from, whatever user they become.</summary>
/// <param name="Capabilities">The capabilities that they can have.</param>
/// <param name="Filter">The system calls that they can make.</param>
/// <remarks>Applied between fork and exec, see <see cref="ProgramStart.Containment"/>.</remarks>
public sealed record ProcessContainment(CapabilitySet Capabilities, SeccompFilter Filter);
