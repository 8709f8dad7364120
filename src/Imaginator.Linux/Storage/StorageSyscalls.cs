using System.Runtime.InteropServices;

namespace Imaginator.Linux.Storage;

/// <summary>
/// The numbers of storage system calls without a function in Tmds.LibC. Source: the kernel's
/// <c>arch/x86/entry/syscalls/syscall_64.tbl</c> and <c>include/uapi/asm-generic/unistd.h</c> (arm64).
/// </summary>
internal static class StorageSyscalls
{
    /// <summary>The request number of the <c>FICLONE</c> ioctl: <c>_IOW(0x94, 9, int)</c>.</summary>
    public const int CloneRequest = 0x40049409;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int Ioctl => IsX64 ? 16 : 29;
    public static int Flock => IsX64 ? 73 : 32;
}
