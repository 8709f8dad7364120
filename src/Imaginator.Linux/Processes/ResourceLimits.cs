using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>Resource limits.</summary>
public static unsafe class ResourceLimits
{
    private const int CoreFileSize = 4; // RLIMIT_CORE
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    // A higher limit slows down programs that close all possible descriptors; programs that need more raise it
    // themselves.
    private const ulong UsualOpenFiles = 1024;

    // Not 0: with 0, the kernel would still start the host's core dump program, if one is set.
    private const ulong NoCoreDump = 1;

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>Limits a child. Called between fork and exec, see <see cref="ForkedChild"/>.</summary>
    internal static bool Apply(int procDirectory)
    {
        Limit core;
        core.Soft = core.Hard = NoCoreDump;
        Limit files;
        if (SetLimit(CoreFileSize, &core, null) < 0 || SetLimit(OpenFiles, null, &files) < 0)
        {
            return false;
        }

        files.Soft = Math.Min(UsualOpenFiles, files.Hard);
        return SetLimit(OpenFiles, &files, null) >= 0 && (procDirectory < 0 || GoFirstWhenMemoryRunsOut(procDirectory));
    }

    /// <summary>Limits the open files of this process to a number, or to its present hard limit if that is lower, and prevents core dumps.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    internal static void LimitFiles(ulong maximum)
    {
        Limit core;
        core.Soft = core.Hard = NoCoreDump;
        Limit files = default;
        if (SetLimit(CoreFileSize, &core, null) < 0 || SetLimit(OpenFiles, null, &files) < 0)
        {
            NativeCall.ThrowLastError("prlimit64", "");
        }

        files.Soft = files.Hard = Math.Min(maximum, files.Hard);
        if (SetLimit(OpenFiles, &files, null) < 0)
        {
            NativeCall.ThrowLastError("prlimit64", "");
        }
    }

    /// <summary>
    /// Raises the limit of open files of this process to a number, if it is lower. If the hard limit is lower, too, that
    /// requires CAP_SYS_RESOURCE; without it, nothing changes.
    /// </summary>
    public static void RaiseFiles(ulong wanted)
    {
        Limit files;
        if (SetLimit(OpenFiles, null, &files) >= 0 && files.Soft < wanted)
        {
            files.Soft = wanted;
            files.Hard = Math.Max(files.Hard, wanted);
            _ = SetLimit(OpenFiles, &files, null);
        }
    }

    private static nint SetLimit(int resource, Limit* value, Limit* old) =>
        NativeCall.Syscall(SyscallNumbers.Prlimit64, 0, resource, (nint)value, (nint)old);

    private static bool GoFirstWhenMemoryRunsOut(int procDirectory)
    {
        fixed (byte* path = "self/oom_score_adj\0"u8)
        fixed (byte* value = "500"u8)
        {
            var file = LibC.openat(procDirectory, path, LibC.O_WRONLY | LibC.O_CLOEXEC, default);
            if (file < 0)
            {
                return false;
            }

            var written = (long)LibC.write(file, value, 3);
            _ = LibC.close(file);
            return written == 3;
        }
    }
}
