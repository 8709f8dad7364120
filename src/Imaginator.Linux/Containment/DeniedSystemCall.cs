namespace Imaginator.Linux.Containment;

/// <summary>
/// A system call that contained programs cannot make, with its number on each architecture; null if the architecture
/// does not have the call.
/// </summary>
internal sealed record DeniedSystemCall(string Name, int? X64, int? X86, int? Arm64)
{
    public int? NumberOn(FilteredArchitecture architecture) => architecture switch
    {
        FilteredArchitecture.X64 => X64,
        FilteredArchitecture.X86 => X86,
        _ => Arm64,
    };
}
