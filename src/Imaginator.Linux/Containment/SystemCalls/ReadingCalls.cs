using System.Collections.Frozen;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The calls of a process that reads open directories and writes to open pipes, and those of its runtime.</summary>
internal static class ReadingCalls
{
    /// <summary>Their names. Missing: opening files by handle, which circumvents directories, and everything that creates or changes.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal,

        // Files. Those that are open for writing are pipes.
        "read", "write", "readv", "writev", "pread64", "preadv", "openat", "openat2", "close", "lseek", "fcntl", "fadvise64",
        "getdents64", "readlinkat", "fstat", "newfstatat", "statx", "fstatfs", "lgetxattr", "fgetxattr", "llistxattr", "flistxattr",
        "poll", "ppoll",

        // Memory and threads; for clone, see ArgumentRules.
        "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "mincore", "get_mempolicy", "futex", "membarrier",
        "set_robust_list", "rseq", "set_tid_address", "prctl", "sched_yield", "sched_getaffinity", "getcpu", "exit", "exit_group",

        // Signals, time and the state of the process.
        "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "tgkill", "restart_syscall",
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
        "getpid", "gettid", "getrusage", "getrlimit", "sysinfo", "uname", "getrandom");
}
