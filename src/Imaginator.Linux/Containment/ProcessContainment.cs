using Imaginator.Linux.Processes;

namespace Imaginator.Linux.Containment;

/// <summary>What a started program and all its descendants are kept from, whatever user they become.</summary>
/// <param name="Capabilities">The capabilities that they can have; null for all that this process has.</param>
/// <param name="Filter">What becomes of the system calls that they make.</param>
/// <remarks>Applied between fork and exec, see <see cref="ProgramStart.Containment"/>.</remarks>
public sealed record ProcessContainment(CapabilitySet? Capabilities, SeccompFilter Filter);
