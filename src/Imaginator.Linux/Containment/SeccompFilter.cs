using System.Collections.Immutable;
using Imaginator.Linux.Containment.SystemCalls;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Containment;

/// <summary>A system call filter that the kernel runs: a seccomp program, ready for installation.</summary>
public sealed unsafe class SeccompFilter
{
    private const int SetModeFilter = 1; // SECCOMP_SET_MODE_FILTER
    private const int AllThreads = 1; // SECCOMP_FILTER_FLAG_TSYNC
    private const int NewListener = 8; // SECCOMP_FILTER_FLAG_NEW_LISTENER
    private const int WaitKillable = 32; // SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV

    private struct Program
    {
        public ushort Length;
        public void* Instructions;
    }

    internal SeccompFilter(ImmutableArray<ulong> instructions) => Instructions = instructions;

    /// <summary>
    /// The filter for <see cref="CapabilitySet.PackageInstallation"/>: an allow-list. It must be installed with a
    /// listener: the supervisor answers the calls that are denied (<see cref="DeniedCalls"/>,
    /// <see cref="ArgumentRules"/>) and makes device nodes. Calls that no table has do not exist (ENOSYS).
    /// </summary>
    /// <param name="skipsFlushes">Whether calls that flush to disk also succeed without being executed.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static SeccompFilter ForPackageInstallation(bool skipsFlushes) =>
        new(SeccompProgramBuilder.Build(denies: true, skipsFlushes));

    /// <summary>
    /// A filter under which calls that flush to disk (<see cref="FlushCalls"/>) succeed without being executed. All
    /// other calls are allowed.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static SeccompFilter WithoutFlushes() => new(SeccompProgramBuilder.Build(denies: false, skipsFlushes: true));

    /// <summary>
    /// The filter of tools that create a root from nothing in a user namespace: as <see cref="ForPackageInstallation"/>, but calls for
    /// mounts and namespaces are allowed. Calls that flush to disk succeed without being executed.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    public static SeccompFilter ForBootstrap() =>
        new(SeccompProgramBuilder.Build(denies: true, skipsFlushes: true, permitsMounts: true));

    /// <summary>The filter of a process that only reads: an allow-list; see <see cref="ReadingCalls"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine is neither x86-64 nor arm64.</exception>
    internal static SeccompFilter ForReading() => new(SeccompProgramBuilder.BuildForReading());

    /// <summary>The instructions: one <c>struct sock_filter</c> per element.</summary>
    internal ImmutableArray<ulong> Instructions { get; }

    /// <summary>
    /// Installs the filter for the calling thread and its descendants, with CAP_SYS_ADMIN in the user namespace of the
    /// thread. Other threads are not affected.
    /// </summary>
    /// <returns>
    /// The file on which a supervisor receives calls, see <see cref="Supervision.SeccompListener"/>. When it is closed
    /// everywhere, these calls fail with ENOSYS.
    /// </returns>
    /// <exception cref="LinuxException">The kernel refuses, or the thread already has a filter with a listener.</exception>
    public SafeFileHandle InstallWithListener()
    {
        fixed (ulong* instructions = Instructions.AsSpan())
        {
            var listener = InstallSupervised(instructions, (ushort)Instructions.Length);
            NativeCall.ThrowIfFailed(listener, "seccomp SECCOMP_SET_MODE_FILTER", "");
            return new SafeFileHandle(listener, ownsHandle: true);
        }
    }

    /// <summary>Installs the filter for all threads of this process, which cannot gain privileges any longer.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    internal void InstallForAllThreads()
    {
        fixed (ulong* instructions = Instructions.AsSpan())
        {
            // A positive number is that of a thread that could not be restricted.
            if (Install(instructions, (ushort)Instructions.Length, AllThreads) is var result && result != 0)
            {
                throw new LinuxException(
                    "seccomp SECCOMP_FILTER_FLAG_TSYNC", "", result < 0 ? NativeCall.LastError : Errno.EBUSY);
            }
        }
    }

    /// <summary>
    /// Installs a filter for the calling thread and its descendants. Called between fork and exec, with CAP_SYS_ADMIN.
    /// </summary>
    internal static bool Install(void* instructions, ushort length) => Install(instructions, length, flags: 0) >= 0;

    /// <summary>
    /// Installs a filter for the calling thread and its descendants. Called between fork and exec, with CAP_SYS_ADMIN.
    /// </summary>
    /// <returns>The descriptor of the listener; negative if the kernel refuses.</returns>
    internal static int InstallSupervised(void* instructions, ushort length)
    {
        // A signal must not interrupt and repeat a call that the supervisor is executing. Linux 5.19 or newer.
        var listener = Install(instructions, length, NewListener | WaitKillable);
        return listener < 0 && NativeCall.LastError == Errno.EINVAL ? Install(instructions, length, NewListener) : listener;
    }

    private static int Install(void* instructions, ushort length, int flags)
    {
        Program program;
        program.Length = length;
        program.Instructions = instructions;
        return (int)NativeCall.Syscall(SyscallNumbers.Seccomp, SetModeFilter, flags, (nint)(&program));
    }
}
