using Imaginator.Linux.Containment;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Tmds.Linux;

namespace Imaginator.Linux.Readers;

/// <summary>
/// Restricts this process, with all its threads, to reading files below the directories that it has open: it cannot open anything
/// else, cannot start programs, and has no network.
/// </summary>
/// <remarks>
/// The root directory is a <c>/proc</c> that shows only this process, because some calls require a path to an open file. The calling
/// thread and the threads that it creates keep <see cref="Kept"/>; threads that the runtime has created before keep
/// no capability.
/// </remarks>
public static unsafe class ReaderContainment
{
    private const int KeepCapabilities = 8; // PR_SET_KEEPCAPS
    private const int NoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS

    /// <summary>
    /// The capabilities of the process: to read all files and directories of the tree with any owner, and extended attributes of
    /// the namespace <c>trusted</c>, in which overlays describe themselves.
    /// </summary>
    public static CapabilitySet Kept { get; } = CapabilitySet.Of(Capability.ReadAnyFile, Capability.Administer);

    /// <summary>Restricts the process. Requires root.</summary>
    /// <param name="userId">The user and group of the process from now on.</param>
    /// <param name="maximumFiles">The maximum number of open files.</param>
    /// <exception cref="LinuxException">The kernel refuses; the process must end.</exception>
    public static void Enter(uint userId, int maximumFiles)
    {
        ResourceLimits.LimitFiles((ulong)maximumFiles);
        ChangeRoot();

        // These functions of the C library apply to all threads. With the last one, they lose all capabilities that they do not keep.
        Check((int)NativeCall.Syscall(SyscallNumbers.Prctl, KeepCapabilities, 1), "prctl PR_SET_KEEPCAPS");
        Check(LibC.setgroups(0, null), "setgroups");
        Check(LibC.setresgid((gid_t)userId, (gid_t)userId, (gid_t)userId), "setresgid");
        Check(LibC.setresuid((uid_t)userId, (uid_t)userId, (uid_t)userId), "setresuid");
        if (!ProcessCapabilities.RaiseAll() || !ProcessCapabilities.Limit(Kept.Bits))
        {
            NativeCall.ThrowLastError("capset", "");
        }

        Check((int)NativeCall.Syscall(SyscallNumbers.Prctl, NoNewPrivileges, 1), "prctl PR_SET_NO_NEW_PRIVS");
        SeccompFilter.ForReading().InstallForAllThreads();
    }

    private static void ChangeRoot()
    {
        using var proc = DetachedMount.Create(
            "proc",
            MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution,
            [new("subset", "pid"), new("hidepid", "ptraceable")]);
        using var root = proc.OpenRoot("/");
        Check(LibC.fchdir(root.Descriptor), "fchdir");
        fixed (byte* here = ".\0"u8)
        {
            Check(LibC.chroot(here), "chroot");
        }
    }

    private static void Check(int result, string call) => NativeCall.ThrowIfFailed(result, call, "");
}
