using System.Runtime.CompilerServices;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// Starts programs with fork and exec, for programs that must control every step in between; <see cref="ForkedChild"/>
/// runs those steps. Other programs use the runtime's process class.
/// </summary>
public static unsafe class ProgramStarter
{
    /// <summary>Starts a program.</summary>
    /// <exception cref="LinuxException">
    /// The child could not be created, or it could not execute the program; in the latter case,
    /// <see cref="LinuxException.Call"/> is <c>execve</c> if the program itself is the cause.
    /// </exception>
    public static int Start(ProgramStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        using var candidates = new NativeStrings(start.Candidates, "execve");
        using var arguments = new NativeStrings(start.Arguments, "execve");
        using var environment = new NativeStrings(start.Environment, "execve");
        var (reader, writer) = Descriptors.CreateBlockingPipe();
        using (reader)
        using (writer)
        {
            ChildPlan plan;
            plan.Candidates = candidates.Pointers;
            plan.CandidateCount = candidates.Count;
            plan.Arguments = arguments.Pointers;
            plan.Environment = environment.Pointers;
            plan.StandardInput = FileHandles.Descriptor(start.StandardInput);
            plan.StandardOutput = FileHandles.Descriptor(start.StandardOutput);
            plan.StandardError = FileHandles.Descriptor(start.StandardError);
            plan.Lifeline = start.Lifeline is null ? -1 : FileHandles.Descriptor(start.Lifeline);
            plan.Supervisor = start.Supervisor is null ? -1 : FileHandles.Descriptor(start.Supervisor);
            plan.SupervisedId = start.SupervisedId;
            plan.ProcDirectory = start.ProcDirectory is null ? -1 : FileHandles.Descriptor(start.ProcDirectory);
            plan.ControlGroupCount = start.ControlGroups.Length;
            plan.UserNamespace = start.UserNamespace?.Descriptor ?? -1;
            plan.MountNamespace = start.MountNamespace is null ? -1 : FileHandles.Descriptor(start.MountNamespace);
            plan.ControllingTerminal = start.ControllingTerminal;
            plan.Contained = start.Containment is not null;
            plan.LimitsCapabilities = start.Containment?.Capabilities is not null;
            plan.Capabilities = start.Containment?.Capabilities?.Bits ?? 0;
            plan.Report = FileHandles.Descriptor(writer);
            fixed (int* groups = start.ControlGroups.Select(FileHandles.Descriptor).ToArray())
            fixed (ulong* filter = start.Containment?.Filter is { } installed ? installed.Instructions.AsSpan() : [])
            {
                plan.ControlGroups = groups;
                plan.FilterInstructions = filter;
                plan.FilterLength = (ushort)(start.Containment?.Filter?.Instructions.Length ?? 0);
                return Fork(&plan, start, reader, writer);
            }
        }
    }

    private static int Fork(ChildPlan* plan, ProgramStart start, SafeFileHandle reader, SafeFileHandle writer)
    {
        // Initializes the class that the child uses first, while allocation is still possible.
        RuntimeHelpers.RunClassConstructor(typeof(LibC).TypeHandle);
        var child = (int)LibC.fork();
        if (child == 0)
        {
            ForkedChild.Run(plan);
        }

        NativeCall.ThrowIfFailed(child, "fork", "");
        writer.Dispose();
        ChildReport report;
        if (Descriptors.Read(reader, new Span<byte>(&report, sizeof(ChildReport)), "the pipe of a new process") != sizeof(ChildReport))
        {
            // The pipe was closed by exec.
            return child;
        }

        ChildProcesses.Reap(child, wait: true);
        throw report.Step == ChildStep.Execute
            ? new LinuxException("execve", start.Arguments[0], (Errno)report.Error)
            : new LinuxException($"start ({report.Step})", start.Arguments[0], (Errno)report.Error);
    }
}
