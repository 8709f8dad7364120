namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>
/// A set of system call numbers that a machine supports. The values are the kernel's names for it
/// (<c>AUDIT_ARCH_*</c>).
/// </summary>
internal enum FilteredArchitecture : uint
{
    X64 = 0xC000003E,

    /// <summary>32-bit programs on x86-64.</summary>
    X86 = 0x40000003,
    Arm64 = 0xC00000B7,
}
