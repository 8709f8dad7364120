using System.Runtime.InteropServices;

namespace Imaginator.Linux;

/// <summary>
/// The numbers of system calls without a function in Tmds.LibC. Source: the kernel's
/// <c>arch/x86/entry/syscalls/syscall_64.tbl</c> and <c>include/uapi/asm-generic/unistd.h</c> (arm64).
/// </summary>
internal static class SyscallNumbers
{
    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static int LSetXattr => IsX64 ? 189 : 6;
    public static int FSetXattr => IsX64 ? 190 : 7;
    public static int LGetXattr => IsX64 ? 192 : 9;
    public static int FGetXattr => IsX64 ? 193 : 10;
    public static int LListXattr => IsX64 ? 195 : 12;
    public static int FListXattr => IsX64 ? 196 : 13;
    public static int FRemoveXattr => IsX64 ? 199 : 16;
    public static int Getdents64 => IsX64 ? 217 : 61;
    public static int PivotRoot => IsX64 ? 155 : 41;
    public static int RenameAt2 => IsX64 ? 316 : 276;
    public static int CopyFileRange => IsX64 ? 326 : 285;
    public static int RtSigaction => IsX64 ? 13 : 134;
    public static int RtSigprocmask => IsX64 ? 14 : 135;
    public static int SendMsg => IsX64 ? 46 : 211;
    public static int Wait4 => IsX64 ? 61 : 260;
    public static int Capget => IsX64 ? 125 : 90;
    public static int Capset => IsX64 ? 126 : 91;
    public static int Prctl => IsX64 ? 157 : 167;
    public static int Signalfd4 => IsX64 ? 289 : 74;
    public static int Prlimit64 => IsX64 ? 302 : 261;
    public static int SetPriority => IsX64 ? 141 : 140;
    public static int Clone => IsX64 ? 56 : 220;
    public static int RtSigtimedwait => IsX64 ? 128 : 137;
    public static int Seccomp => IsX64 ? 317 : 277;
    public static int Bpf => IsX64 ? 321 : 280;
    public static int SetFsUid => IsX64 ? 122 : 151;
    public static int SetFsGid => IsX64 ? 123 : 152;
    public static int Pread64 => IsX64 ? 17 : 67;
    public static int MknodAt => IsX64 ? 259 : 33;
    public static int RecvMsg => IsX64 ? 47 : 212;
    public static int FStatFs => IsX64 ? 138 : 44;
    public static int OpenTree => 428;
    public static int MoveMount => 429;
    public static int FsOpen => 430;
    public static int FsConfig => 431;
    public static int FsMount => 432;
    public static int PidfdOpen => 434;
    public static int CloseRange => 436;
    public static int MountSetattr => 442;
    public static int PidfdGetfd => 438;
    public static int QuotactlFd => 443;
    public static int LandlockCreateRuleset => 444;
    public static int LandlockRestrictSelf => 446;
}
