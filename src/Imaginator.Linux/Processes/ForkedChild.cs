using Imaginator.Linux.Containment;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// The code of a child between fork and exec. Only system calls on prepared native memory: no allocation, no lock, no
/// exception, no lazily initialized type.
/// </summary>
internal static unsafe class ForkedChild
{
    private const int HighestSignal = 64;
    private const int KernelSigactionSize = 32; // large enough on x86-64 and arm64; all zero means SIG_DFL
    private const int SignalSetSize = 8;
    private const int LifelineNumber = 3;
    private const int CloseOnExec = 4; // CLOSE_RANGE_CLOEXEC
    private const int SetParentDeathSignal = 1; // PR_SET_PDEATHSIG
    private const int KillSignal = 9;
    private const int FailureStatus = 127;
    private const int UserFileMask = 0x12; // 022
    private const int SetControllingTerminal = 0x540E; // TIOCSCTTY

    /// <summary>Executes the program, or reports the failure and exits.</summary>
    public static void Run(ChildPlan* plan)
    {
        ChildReport report;
        report.Step = Prepare(plan);
        if (report.Step == ChildStep.None)
        {
            report.Step = ChildStep.Execute;
            report.Error = Execute(plan);
        }
        else
        {
            report.Error = LibC.errno;
        }

        LibC.write(plan->Report, &report, sizeof(ChildReport));
        LibC._exit(FailureStatus);
    }

    private static ChildStep Prepare(ChildPlan* plan)
    {
        if (plan->Lifeline < 0 && (int)LibC.setsid() < 0)
        {
            return ChildStep.BecomeSessionLeader;
        }

        if (plan->Lifeline >= 0 && !TieToParent(plan))
        {
            return ChildStep.TieToParent;
        }

        if (!PassFiles(plan))
        {
            return ChildStep.PassFiles;
        }

        ResetSignals(plan->Lifeline >= 0 ? ChildProcesses.ChildSignalSet : 0);
        LibC.umask((mode_t)(ushort)UserFileMask);
        var root = stackalloc byte[2] { (byte)'/', 0 };
        if (LibC.chdir(root) < 0)
        {
            return ChildStep.EnterRootDirectory;
        }

        if (plan->ControllingTerminal && LibC.ioctl(0, SetControllingTerminal, 0) < 0)
        {
            return ChildStep.TakeTerminal;
        }

        if (plan->Lifeline < 0 && !ResourceLimits.Apply(plan->ProcDirectory))
        {
            return ChildStep.LimitResources;
        }

        if (!ControlGroupEntry.Join(plan->ControlGroups, plan->ControlGroupCount))
        {
            return ChildStep.JoinControlGroups;
        }

        if (plan->MountNamespace >= 0 && (LibC.setns(plan->MountNamespace, LibC.CLONE_NEWNS) < 0 || LibC.chdir(root) < 0))
        {
            return ChildStep.EnterMountNamespace;
        }

        if (plan->UserNamespace >= 0 && !UserNamespace.Enter(plan->UserNamespace))
        {
            return ChildStep.EnterUserNamespace;
        }

        return plan->Contained ? Contain(plan) : ChildStep.None;
    }

    private static bool TieToParent(ChildPlan* plan)
    {
        if (NativeCall.Syscall(SyscallNumbers.Prctl, SetParentDeathSignal, KillSignal) < 0)
        {
            return false;
        }

        // The parent can have died earlier. Then the write end is closed and the read returns the end.
        byte nothing;
        return (long)LibC.read(plan->Lifeline, &nothing, 1) < 0;
    }

    private static bool PassFiles(ChildPlan* plan)
    {
        // Each source is either already its target or above all targets: no copy overwrites a descriptor that is still
        // needed.
        if (LibC.dup2(plan->StandardInput, 0) < 0
            || LibC.dup2(plan->StandardOutput, 1) < 0
            || LibC.dup2(plan->StandardError, 2) < 0)
        {
            return false;
        }

        // All files are opened close-on-exec anyway; kernels before 5.11 cannot enforce it.
        NativeCall.Syscall(SyscallNumbers.CloseRange, LifelineNumber, int.MaxValue, CloseOnExec);

        return plan->Lifeline < 0
            || (LibC.dup2(plan->Lifeline, LifelineNumber) >= 0 && LibC.fcntl(LifelineNumber, LibC.F_SETFD, 0) >= 0);
    }

    internal static void ResetSignals(ulong blocked)
    {
        var defaults = stackalloc byte[KernelSigactionSize];
        new Span<byte>(defaults, KernelSigactionSize).Clear();
        for (var signal = 1; signal <= HighestSignal; signal++)
        {
            // Fails for SIGKILL and SIGSTOP, which have no handler to reset.
            NativeCall.Syscall(SyscallNumbers.RtSigaction, signal, (nint)defaults, 0, SignalSetSize);
        }

        ChildProcesses.SetSignalMask(blocked);
    }

    private static ChildStep Contain(ChildPlan* plan)
    {
        // The filter first: installing it without disabling set-uid programs requires a capability that is dropped
        // next.
        if (plan->FilterLength > 0 && !InstallFilter(plan))
        {
            return ChildStep.InstallFilter;
        }

        return !plan->LimitsCapabilities || ProcessCapabilities.Limit(plan->Capabilities) ? ChildStep.None : ChildStep.DropCapabilities;
    }

    private static bool InstallFilter(ChildPlan* plan)
    {
        if (plan->Supervisor < 0)
        {
            return SeccompFilter.Install(plan->FilterInstructions, plan->FilterLength);
        }

        // The kernel closes this process's copy of the listener with the execution of the program.
        var listener = SeccompFilter.InstallSupervised(plan->FilterInstructions, plan->FilterLength);
        return listener >= 0 && DescriptorPassing.TrySend(plan->Supervisor, &plan->SupervisedId, sizeof(int), listener);
    }

    /// <summary>Returns only on failure, with the most informative error.</summary>
    private static int Execute(ChildPlan* plan)
    {
        var error = (int)Errno.ENOENT;
        for (var i = 0; i < plan->CandidateCount; i++)
        {
            _ = LibC.execve(plan->Candidates[i], plan->Arguments, plan->Environment);
            switch ((Errno)LibC.errno)
            {
                case Errno.ENOENT or Errno.ENOTDIR:
                    break;
                case Errno.EACCES:
                    error = (int)Errno.EACCES;
                    break;
                default:
                    return LibC.errno;
            }
        }

        return error;
    }
}
