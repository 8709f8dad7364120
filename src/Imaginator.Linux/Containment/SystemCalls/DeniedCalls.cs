using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The calls that reach the kernel, the machine or other processes. They fail with EPERM, and the build log names them.</summary>
internal static class DeniedCalls
{
    /// <summary>
    /// Mounts and namespaces, with the host name, which belongs to one. The arguments of <c>unshare</c> and <c>clone</c> are checked,
    /// see <see cref="CheckedCalls.Namespaces"/>. Tools that create a root from nothing need these calls.
    /// </summary>
    public static ImmutableArray<SystemCall> Namespaces { get; } =
    [
        new("mount", 165, 21, 40),
        new("umount", null, 22, null),
        new("umount2", 166, 52, 39),
        new("pivot_root", 155, 217, 41),
        new("open_tree", 428, 428, 428),
        new("open_tree_attr", 467, 467, 467),
        new("move_mount", 429, 429, 429),
        new("fsopen", 430, 430, 430),
        new("fsconfig", 431, 431, 431),
        new("fsmount", 432, 432, 432),
        new("fspick", 433, 433, 433),
        new("mount_setattr", 442, 442, 442),
        new("setns", 308, 346, 268),
        new("sethostname", 170, 74, 161),
        new("setdomainname", 171, 121, 162),
    ];

    /// <summary>All others, which the creation of an image never needs.</summary>
    public static ImmutableArray<SystemCall> Others { get; } =
    [
        // The kernel itself.
        new("init_module", 175, 128, 105),
        new("finit_module", 313, 350, 273),
        new("delete_module", 176, 129, 106),
        new("kexec_load", 246, 283, 104),
        new("kexec_file_load", 320, null, 294),
        new("bpf", 321, 357, 280),
        new("perf_event_open", 298, 336, 241),
        new("syslog", 103, 103, 116),
        new("userfaultfd", 323, 374, 282),
        new("io_uring_setup", 425, 425, 425),
        new("io_uring_enter", 426, 426, 426),
        new("io_uring_register", 427, 427, 427),
        new("lookup_dcookie", 212, 253, 18),
        new("uselib", 134, 86, null),

        // The machine.
        new("reboot", 169, 88, 142),
        new("swapon", 167, 87, 224),
        new("swapoff", 168, 115, 225),
        new("acct", 163, 51, 89),
        new("quotactl", 179, 131, 60),
        new("quotactl_fd", 443, 443, 443),
        new("settimeofday", 164, 79, 170),
        new("stime", null, 25, null),
        new("clock_settime", 227, 264, 112),
        new("clock_settime64", null, 404, null),
        new("adjtimex", 159, 124, 171),
        new("clock_adjtime", 305, 343, 266),
        new("clock_adjtime64", null, 405, null),
        new("iopl", 172, 110, null),
        new("ioperm", 173, 101, null),
        new("vm86old", null, 113, null),
        new("vm86", null, 166, null),
        new("vhangup", 153, 111, 58),

        // Other processes, keys, labels, and files without a path.
        new("ptrace", 101, 26, 117),
        new("process_vm_readv", 310, 347, 270),
        new("process_vm_writev", 311, 348, 271),
        new("process_madvise", 440, 440, 440),
        new("kcmp", 312, 349, 272),
        new("pidfd_getfd", 438, 438, 438),
        new("move_pages", 279, 317, 239),
        new("migrate_pages", 256, 294, 238),
        new("add_key", 248, 286, 217),
        new("request_key", 249, 287, 218),
        new("keyctl", 250, 288, 219),
        new("lsm_set_self_attr", 460, 460, 460),
        new("open_by_handle_at", 304, 342, 265),
        new("fanotify_init", 300, 338, 262),
        new("fanotify_mark", 301, 339, 263),
    ];

    /// <summary>Both groups.</summary>
    public static ImmutableArray<SystemCall> All { get; } = [.. Namespaces, .. Others];
}
