using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The calls that do not exist for builds (ENOSYS), so that programs use older ones.</summary>
internal static class UnavailableCalls
{
    public static ImmutableArray<SystemCall> All { get; } =
    [
        // Its flags are in memory, which filters cannot read. The C library falls back to clone, whose
        // flags are checked.
        new("clone3", 435, 435, 435),

        // Obsolete, or not yet used by any C library.
        new("_sysctl", 156, 149, null),
        new("sysfs", 139, 135, null),
        new("ustat", 136, 62, null),
        new("bdflush", null, 134, null),
        new("nfsservctl", 180, 169, 42),
        new("listns", 470, 470, 470),

        // The kernel has no code for these.
        new("afs_syscall", 183, 137, null),
        new("break", null, 17, null),
        new("create_module", 174, 127, null),
        new("epoll_ctl_old", 214, null, null),
        new("epoll_wait_old", 215, null, null),
        new("ftime", null, 35, null),
        new("get_kernel_syms", 177, 130, null),
        new("getpmsg", 181, 188, null),
        new("gtty", null, 32, null),
        new("idle", null, 112, null),
        new("lock", null, 53, null),
        new("mpx", null, 56, null),
        new("prof", null, 44, null),
        new("profil", null, 98, null),
        new("putpmsg", 182, 189, null),
        new("query_module", 178, 167, null),
        new("security", 185, null, null),
        new("stty", null, 31, null),
        new("tuxcall", 184, null, null),
        new("ulimit", null, 58, null),
        new("vserver", 236, 273, null),
    ];
}
