namespace Imaginator.Linux.Containment;

/// <summary>A set of system call numbers that a machine supports.</summary>
internal enum FilteredArchitecture
{
    X64,

    /// <summary>32-bit programs on x86-64.</summary>
    X86,
    Arm64,
}
