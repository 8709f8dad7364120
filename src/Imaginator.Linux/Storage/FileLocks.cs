using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Storage;

/// <summary>
/// Advisory locks on open files (<c>flock</c>). A lock belongs to the open file, not to the process: two handles that
/// were opened separately exclude each other, and the kernel releases the lock when the last handle is closed, even if
/// the process is killed. A thread that requires a separate lock must open the file itself.
/// </summary>
public static class FileLocks
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Release = 8;

    /// <summary>Acquires or converts the lock of an open file, unless a conflicting lock exists.</summary>
    /// <param name="exclusive">
    /// Whether the lock excludes all other locks; otherwise other shared locks are allowed.
    /// </param>
    /// <exception cref="LinuxException">The kernel refuses, for example on a file system without locks.</exception>
    public static bool TryLock(SafeFileHandle file, bool exclusive)
    {
        var result = Call(file, (exclusive ? Exclusive : Shared) | NonBlocking);
        if (result < 0 && NativeCall.LastError != Errno.EAGAIN)
        {
            NativeCall.ThrowLastError("flock", "");
        }

        return result == 0;
    }

    /// <summary>
    /// Acquires the exclusive lock of an open file and waits for it. Only for locks that are held briefly.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void LockExclusive(SafeFileHandle file)
    {
        while (Call(file, Exclusive) < 0)
        {
            if (NativeCall.LastError != Errno.EINTR)
            {
                NativeCall.ThrowLastError("flock", "");
            }
        }
    }

    /// <summary>Releases the lock of an open file.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void Unlock(SafeFileHandle file) => NativeCall.ThrowIfFailed(Call(file, Release), "flock", "");

    private static int Call(SafeFileHandle file, int operation)
    {
        var result = (int)NativeCall.Syscall(StorageSyscalls.Flock, FileHandles.Descriptor(file), operation);
        GC.KeepAlive(file);
        return result;
    }
}
