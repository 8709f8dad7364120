using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>A system call filter that the kernel runs: a seccomp program, ready for installation.</summary>
public sealed unsafe class SeccompFilter
{
    private const int SetModeFilter = 1; // SECCOMP_SET_MODE_FILTER

    private struct Program
    {
        public ushort Length;
        public void* Instructions;
    }

    internal SeccompFilter(ImmutableArray<ulong> instructions) => Instructions = instructions;

    /// <summary>
    /// The filter for <see cref="CapabilitySet.PackageInstallation"/>. It denies the calls that reach the kernel or the
    /// host instead of the image, see <see cref="DeniedSystemCalls"/>.
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

    /// <summary>The instructions: one <c>struct sock_filter</c> per element.</summary>
    internal ImmutableArray<ulong> Instructions { get; }

    /// <summary>
    /// Installs a filter for the calling thread and its descendants. Called between fork and exec, with CAP_SYS_ADMIN.
    /// </summary>
    internal static bool Install(void* instructions, ushort length)
    {
        Program program;
        program.Length = length;
        program.Instructions = instructions;
        return NativeCall.Syscall(SyscallNumbers.Seccomp, SetModeFilter, 0, (nint)(&program)) >= 0;
    }
}
