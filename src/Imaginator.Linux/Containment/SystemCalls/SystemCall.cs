namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>
/// A system call, with its number on each architecture; null if the architecture does not have the call. Source of the
/// numbers: the kernel's tables for x86-64, i386 and the generic table (arm64).
/// </summary>
internal sealed record SystemCall(string Name, int? X64, int? X86, int? Arm64)
{
    public int? NumberOn(FilteredArchitecture architecture) => architecture switch
    {
        FilteredArchitecture.X64 => X64,
        FilteredArchitecture.X86 => X86,
        _ => Arm64,
    };
}
