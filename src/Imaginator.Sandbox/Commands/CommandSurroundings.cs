using System.Collections.Immutable;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Supervision;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>What all commands of a sandbox share.</summary>
/// <param name="First">The first process of their PID namespace, with their user namespace.</param>
/// <param name="ControlGroups">See <see cref="ProgramStart.ControlGroups"/>.</param>
/// <param name="MountNamespace">See <see cref="ProgramStart.MountNamespace"/>.</param>
/// <param name="Containment">Their restrictions; null for none.</param>
/// <param name="Supervisor">Answers the system calls that their filter leaves to it; null for none.</param>
internal sealed record CommandSurroundings(
    FirstProcess First,
    ImmutableArray<SafeFileHandle> ControlGroups,
    SafeFileHandle? MountNamespace,
    ProcessContainment? Containment,
    SupervisorClient? Supervisor);
