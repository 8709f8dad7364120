using Imaginator.Linux.Trees;
using Tmds.Linux;

namespace Imaginator.Linux.Mounts;

/// <summary>
/// Operations on all mounts of the calling process. For programs that run in a separate mount namespace.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class MountNamespace
{
    /// <summary>
    /// Makes later mounts of this namespace invisible outside of it. Unmounting outside still takes effect here, so
    /// that this namespace does not keep file systems of the host busy.
    /// </summary>
    public static void StopPropagation()
    {
        fixed (byte* root = "/\0"u8)
        {
            var result = LibC.mount(null, root, null, LibC.MS_REC | LibC.MS_SLAVE, null);
            NativeCall.ThrowIfFailed(result, "mount (stop propagation)", "/");
        }
    }

    /// <summary>
    /// Makes all mounts of this namespace read-only. Later mounts are not affected, and devices, FIFOs and sockets stay usable. Fails
    /// (EBUSY) if a file on one of the mounts is open for writing: open such files before this namespace is created.
    /// </summary>
    public static void MakeReadOnly()
    {
        const int CurrentDirectory = -100; // AT_FDCWD
        const int WithMountsBelow = 0x8000; // AT_RECURSIVE
        var attributes = new MountAttributes { Set = (ulong)MountFlags.ReadOnly };
        fixed (byte* root = "/\0"u8)
        {
            var result = (int)NativeCall.Syscall(
                SyscallNumbers.MountSetattr, CurrentDirectory, (nint)root, WithMountsBelow, (nint)(&attributes), sizeof(MountAttributes));
            NativeCall.ThrowIfFailed(result, "mount_setattr MOUNT_ATTR_RDONLY", "/");
        }
    }

    /// <summary>
    /// Makes a mount the root and the working directory of all processes in the namespace and detaches all other
    /// mounts.
    /// </summary>
    public static void ChangeRoot(DirectoryHandle newRoot)
    {
        ArgumentNullException.ThrowIfNull(newRoot);
        NativeCall.ThrowIfFailed(LibC.fchdir(newRoot.Descriptor), "fchdir", newRoot.DisplayPath);
        fixed (byte* here = ".\0"u8)
        {
            // The old root ends up on top of the new one, from where it is detached.
            var result = (int)NativeCall.Syscall(SyscallNumbers.PivotRoot, (nint)here, (nint)here);
            NativeCall.ThrowIfFailed(result, "pivot_root", newRoot.DisplayPath);
            NativeCall.ThrowIfFailed(LibC.umount2(here, LibC.MNT_DETACH), "umount2", "the old root");
        }

        ChangeDirectoryToRoot();
    }

    /// <summary>Detaches the topmost mount at a path, even if it is in use.</summary>
    /// <param name="path">The path; a symbolic link as the last component is not followed.</param>
    public static void Detach(string path)
    {
        const int DontFollow = 8; // UMOUNT_NOFOLLOW
        var buffer = new byte[NativeCall.BufferLength(path)];
        fixed (byte* pointer = NativeCall.EncodeName(path, buffer, "umount2"))
        {
            NativeCall.ThrowIfFailed(LibC.umount2(pointer, LibC.MNT_DETACH | DontFollow), "umount2", path);
        }
    }

    private static void ChangeDirectoryToRoot()
    {
        fixed (byte* root = "/\0"u8)
        {
            NativeCall.ThrowIfFailed(LibC.chdir(root), "chdir", "/");
        }
    }
}
