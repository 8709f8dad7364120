using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// Operations on the children of this process: exits and signals. For programs that start children without the
/// runtime's process class.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class ChildProcesses
{
    private const int SetMask = 2; // SIG_SETMASK
    private const int SignalSetSize = 8; // the kernel's sigset_t: one bit per signal
    private const int DontWait = 1; // WNOHANG
    private const int ChildSignal = 17; // SIGCHLD

    internal static ulong ChildSignalSet => 1UL << (ChildSignal - 1);

    /// <summary>Opens a file that becomes readable when a child ends.</summary>
    public static SafeFileHandle OpenEnd(int processId)
    {
        var descriptor = (int)NativeCall.Syscall(SyscallNumbers.PidfdOpen, processId, 0);
        NativeCall.ThrowIfFailed(descriptor, "pidfd_open", "");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Reaps a child that has ended, if there is one.</summary>
    /// <param name="processId">The process id of the child; -1 for any child.</param>
    /// <returns>The exit of the child; null if no such child exists or none has ended.</returns>
    public static ProcessExit? Reap(int processId, bool wait)
    {
        while (true)
        {
            int status;
            var result = (int)NativeCall.Syscall(SyscallNumbers.Wait4, processId, (nint)(&status), wait ? 0 : DontWait);
            switch (result)
            {
                case > 0:
                    return ProcessExit.FromWaitStatus(result, status);
                case 0:
                    return null;
                case < 0 when NativeCall.LastError == Errno.ECHILD:
                    return null;
                case < 0 when NativeCall.LastError != Errno.EINTR:
                    NativeCall.ThrowLastError("wait4", "");
                    break;
            }
        }
    }

    /// <summary>Sends a signal to a process group. A group without members is not an error.</summary>
    public static void SignalGroup(int groupId, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupId, 2);
        Signal(-groupId, signal);
    }

    internal static bool Signal(int target, int signal)
    {
        if (LibC.kill(target, signal) == 0)
        {
            return true;
        }

        if (NativeCall.LastError != Errno.ESRCH)
        {
            NativeCall.ThrowLastError("kill", "");
        }

        return false;
    }

    internal static void SetSignalMask(ulong set) =>
        NativeCall.Syscall(SyscallNumbers.RtSigprocmask, SetMask, (nint)(&set), 0, SignalSetSize);
}
