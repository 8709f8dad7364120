using Imaginator.Linux.Containment;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// The code of <see cref="FirstProcess"/>: a forked child that never executes a program. Only system calls on prepared native
/// memory, as in <see cref="ForkedChild"/>.
/// </summary>
internal static unsafe class FirstProcessChild
{
    private const int SetName = 15; // PR_SET_NAME
    private const int SetParentDeathSignal = 1; // PR_SET_PDEATHSIG
    private const int SetDumpable = 4; // PR_SET_DUMPABLE
    private const int KillSignal = 9;
    private const int KillOthersSignal = 10; // SIGUSR1
    private const int ChildSignal = 17; // SIGCHLD
    private const int OneProcess = 0; // PRIO_PROCESS
    private const int HighestPriority = -20; // as nice(1)
    private const int SignalSetSize = 8;
    private const int SignalInfoSize = 128; // siginfo_t: signal, errno, code, padding, then the sender
    private const int CodeField = 2;
    private const int SenderField = 4;
    private const int DontWait = 1; // WNOHANG
    private const int FailureStatus = 127;

    /// <summary>Runs until it is killed.</summary>
    public static void Run(FirstProcessPlan* plan)
    {
        ChildReport report;
        report.Step = Prepare(plan);
        if (report.Step != ChildStep.None)
        {
            report.Error = LibC.errno;
            LibC.write(plan->Report, &report, sizeof(ChildReport));
            LibC._exit(FailureStatus);
        }

        // Also closes the report: the parent waits for that.
        NativeCall.Syscall(SyscallNumbers.CloseRange, 0, int.MaxValue, 0);
        while (true)
        {
            Serve();
        }
    }

    private static ChildStep Prepare(FirstProcessPlan* plan)
    {
        var name = stackalloc byte[5] { (byte)'i', (byte)'n', (byte)'i', (byte)'t', 0 };
        NativeCall.Syscall(SyscallNumbers.Prctl, SetName, (nint)name);
        if ((int)LibC.setsid() < 0)
        {
            return ChildStep.BecomeSessionLeader;
        }

        ForkedChild.ResetSignals(ulong.MaxValue);

        // Otherwise, a kill waits for its turn among all commands of the control group. Before the user namespace, which does not permit
        // it. Some containers do not, either: then the kill waits.
        NativeCall.Syscall(SyscallNumbers.SetPriority, OneProcess, 0, HighestPriority);
        if (!ControlGroupEntry.Join(plan->ControlGroups, plan->ControlGroupCount))
        {
            return ChildStep.JoinControlGroups;
        }

        // Not in a chroot: the kernel permits no user namespaces there.
        if (plan->HasUserNamespace && !CreateUserNamespace(plan))
        {
            return ChildStep.CreateUserNamespace;
        }

        if (plan->OwnsMounts)
        {
            if (!CreateNamespaces(plan))
            {
                return ChildStep.CreateNamespaces;
            }

            if (!MountProc())
            {
                return ChildStep.MountProc;
            }
        }

        var here = stackalloc byte[2] { (byte)'.', 0 };
        if (LibC.fchdir(plan->Root) < 0 || LibC.chroot(here) < 0)
        {
            return ChildStep.EnterRootDirectory;
        }

        if (plan->FilterLength > 0 && !SeccompFilter.Install(plan->FilterInstructions, plan->FilterLength))
        {
            return ChildStep.InstallFilter;
        }

        // Commands can leave processes of other users.
        return !ProcessCapabilities.Limit(1UL << (int)Capability.Kill) ? ChildStep.DropCapabilities : TieToParent(plan);
    }

    // The parent gives the namespace its ids: only a process outside may. If it fails, it closes the pipe.
    private static bool CreateUserNamespace(FirstProcessPlan* plan)
    {
        ChildReport created;
        created.Step = ChildStep.None;
        created.Error = 0;
        byte nothing;
        return UserNamespace.Create(plan->Owner)
            && LibC.close(plan->MappedWriter) >= 0
            && (long)LibC.write(plan->Report, &created, sizeof(ChildReport)) == sizeof(ChildReport)
            && (long)LibC.read(plan->Mapped, &nothing, 1) == 1
            && UserNamespace.BecomeRoot();
    }

    // The process that creates a PID namespace stays outside of it: it starts another one in its place, and ends.
    private static bool CreateNamespaces(FirstProcessPlan* plan)
    {
        if (LibC.unshare(LibC.CLONE_NEWNS) < 0)
        {
            return false;
        }

        var child = (int)NativeCall.Syscall(SyscallNumbers.Clone, LibC.CLONE_NEWPID | LibC.CLONE_PARENT | ChildSignal);
        if (child > 0)
        {
            _ = LibC.write(plan->IdReport, &child, sizeof(int));
            LibC._exit(0);
        }

        return child == 0;
    }

    private static bool MountProc()
    {
        var proc = stackalloc byte[6] { (byte)'/', (byte)'p', (byte)'r', (byte)'o', (byte)'c', 0 };
        return LibC.mount(proc + 1, proc, proc + 1, LibC.MS_NOSUID | LibC.MS_NODEV | LibC.MS_NOEXEC, null) == 0;
    }

    // After all changes of credentials, which clear both settings.
    private static ChildStep TieToParent(FirstProcessPlan* plan)
    {
        byte nothing;

        // Without a user namespace, the commands could change the program through this process.
        return NativeCall.Syscall(SyscallNumbers.Prctl, SetDumpable, plan->HasUserNamespace ? 1 : 0) >= 0
            && NativeCall.Syscall(SyscallNumbers.Prctl, SetParentDeathSignal, KillSignal) >= 0
            && LibC.close(plan->LifelineWriter) >= 0
            && (long)LibC.read(plan->Lifeline, &nothing, 1) < 0 // the parent lives: no end of file
                ? ChildStep.None
                : ChildStep.TieToParent;
    }

    private static void Serve()
    {
        var set = (1UL << (ChildSignal - 1)) | (1UL << (KillOthersSignal - 1));
        var info = stackalloc int[SignalInfoSize / sizeof(int)];
        var signal = (int)NativeCall.Syscall(SyscallNumbers.RtSigtimedwait, (nint)(&set), (nint)info, 0, SignalSetSize);

        // Sender 0 is outside of the namespace.
        if (signal == KillOthersSignal && info[CodeField] <= 0 && info[SenderField] == 0)
        {
            _ = LibC.kill(-1, KillSignal);
        }

        while ((int)NativeCall.Syscall(SyscallNumbers.Wait4, -1, 0, DontWait) > 0)
        {
        }
    }
}
