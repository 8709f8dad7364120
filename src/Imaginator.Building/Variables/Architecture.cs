using System.Runtime.InteropServices;

namespace Imaginator.Building.Variables;

/// <summary>The architecture of this machine, by the name that configuration files use.</summary>
internal static class Architecture
{
    /// <summary>The Go name of this machine's architecture (<c>amd64</c>, <c>arm64</c>, <c>386</c>, …).</summary>
    public static string GoName { get; } = GoNameOf(RuntimeInformation.OSArchitecture);

    /// <summary>Names an architecture as Go does.</summary>
    /// <returns>The Go name; for one that Go does not know, .NET's name in lower case.</returns>
    public static string GoNameOf(System.Runtime.InteropServices.Architecture architecture) => architecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Armv6 => "arm",
        System.Runtime.InteropServices.Architecture.LoongArch64 => "loong64",
        // Arm64, Arm, S390x, Ppc64le and RiscV64 differ in case only.
        _ => architecture.ToString().ToLowerInvariant(),
    };
}
