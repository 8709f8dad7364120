using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The calls that manage memory, locks and time.</summary>
internal static class AllowedMemoryCalls
{
    public static ImmutableArray<SystemCall> All { get; } =
    [
        // Memory.
        new("brk", 12, 45, 214),
        new("mmap", 9, 90, 222),
        new("mmap2", null, 192, null),
        new("munmap", 11, 91, 215),
        new("mremap", 25, 163, 216),
        new("mprotect", 10, 125, 226),
        new("madvise", 28, 219, 233),
        new("mincore", 27, 218, 232),
        new("mlock", 149, 150, 228),
        new("mlock2", 325, 376, 284),
        new("munlock", 150, 151, 229),
        new("mlockall", 151, 152, 230),
        new("munlockall", 152, 153, 231),
        new("remap_file_pages", 216, 257, 234),
        new("memfd_create", 319, 356, 279),
        new("memfd_secret", 447, 447, 447),
        new("mseal", 462, 462, 462),
        new("map_shadow_stack", 453, 453, 453),
        new("pkey_alloc", 330, 381, 289),
        new("pkey_free", 331, 382, 290),
        new("pkey_mprotect", 329, 380, 288),
        new("mbind", 237, 274, 235),
        new("get_mempolicy", 239, 275, 236),
        new("set_mempolicy", 238, 276, 237),
        new("set_mempolicy_home_node", 450, 450, 450),

        // Locks.
        new("futex", 202, 240, 98),
        new("futex_time64", null, 422, null),
        new("futex_waitv", 449, 449, 449),
        new("futex_wake", 454, 454, 454),
        new("futex_wait", 455, 455, 455),
        new("futex_requeue", 456, 456, 456),

        // Clocks and timers, which programs read and wait for but do not set.
        new("time", 201, 13, null),
        new("gettimeofday", 96, 78, 169),
        new("clock_gettime", 228, 265, 113),
        new("clock_gettime64", null, 403, null),
        new("clock_getres", 229, 266, 114),
        new("clock_getres_time64", null, 406, null),
        new("nanosleep", 35, 162, 101),
        new("clock_nanosleep", 230, 267, 115),
        new("clock_nanosleep_time64", null, 407, null),
        new("getitimer", 36, 105, 102),
        new("setitimer", 38, 104, 103),
        new("timer_create", 222, 259, 107),
        new("timer_settime", 223, 260, 110),
        new("timer_settime64", null, 409, null),
        new("timer_gettime", 224, 261, 108),
        new("timer_gettime64", null, 408, null),
        new("timer_getoverrun", 225, 262, 109),
        new("timer_delete", 226, 263, 111),
    ];
}
