using Imaginator.Files;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>
/// An open directory. All members accept a single name in the directory (no slash, not <c>.</c> or <c>..</c>) and never
/// follow a symbolic link of that name, so that files outside the directory cannot be reached even if another process
/// changes the tree at the same time. Paths of several components go through <see cref="TreeRoot"/>.
/// </summary>
/// <remarks>
/// Thread-safe, except for <see cref="ReadEntries()"/>. Every member throws <see cref="LinuxException"/> when the kernel
/// refuses. Modes are set exactly as given: the umask of the process is ignored. Owners are those on disk, even if the mount
/// shows others (<see cref="Shift"/>); files that are created on a mount with a shift belong to root.
/// </remarks>
public sealed unsafe partial class DirectoryHandle : IDisposable
{
    // RENAME_EXCHANGE of include/uapi/linux/fs.h.
    private const int RenameExchange = 2;

    private readonly SafeFileHandle _handle;

    internal DirectoryHandle(SafeFileHandle handle, string displayPath, IdShift shift)
    {
        _handle = handle;
        DisplayPath = displayPath;
        Shift = shift;
    }

    /// <summary>The difference between the ids that the mount shows and those on disk.</summary>
    public IdShift Shift { get; }

    /// <summary>The path of the directory at the time it was opened; for messages only.</summary>
    public string DisplayPath { get; }

    internal int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Opens a directory of the host by path, following symbolic links.</summary>
    /// <param name="hostPath">The path. Never joined from untrusted parts.</param>
    /// <param name="shift">The difference between the ids that the mount shows and those on disk.</param>
    public static DirectoryHandle OpenHost(string hostPath, IdShift shift = default)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        var name = NativeCall.EncodeName(hostPath, Buffer(hostPath, buffer), "open");
        fixed (byte* pointer = name)
        {
            var descriptor = LibC.open(pointer, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
            NativeCall.ThrowIfFailed(descriptor, "open", hostPath);
            return new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), hostPath, shift);
        }
    }

    /// <summary>Gets the status of the directory itself.</summary>
    public FileStatus GetStatus()
    {
        stat status;
        NativeCall.ThrowIfFailed(LibC.fstat(Descriptor, &status), "fstat", DisplayPath);
        return FileStatus.From(status, Shift);
    }

    /// <summary>Sets the owner of the directory itself. Set the mode afterwards.</summary>
    /// <param name="uid">The numeric owner.</param>
    public void SetOwner(uint uid, uint gid) => NativeCall.ThrowIfFailed(
        LibC.fchown(Descriptor, (uid_t)Shift.ToMount(uid, DisplayPath), (gid_t)Shift.ToMount(gid, DisplayPath)), "fchown", DisplayPath);

    /// <summary>Sets the permissions of the directory itself.</summary>
    /// <param name="permissions">Set-gid, sticky and permission bits.</param>
    public void SetMode(uint permissions) =>
        NativeCall.ThrowIfFailed(LibC.fchmod(Descriptor, (mode_t)(ushort)(permissions & 0xFFF)), "fchmod", DisplayPath);

    /// <summary>Gets the status of a name in the directory. Symbolic links are not followed.</summary>
    /// <returns>The status; null if the name does not exist.</returns>
    public FileStatus? TryGetStatus(string name)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "fstatat"))
        {
            stat status;
            if (LibC.fstatat(Descriptor, pointer, &status, LibC.AT_SYMLINK_NOFOLLOW) == 0)
            {
                return FileStatus.From(status, Shift);
            }

            return NativeCall.LastError == Errno.ENOENT ? null : throw Failure("fstatat", name);
        }
    }

    /// <summary>Opens a subdirectory.</summary>
    public DirectoryHandle OpenDirectory(string name) =>
        new(OpenAt(name, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW, 0), Join(name), Shift);

    /// <summary>Opens a second, independent handle of the same directory, which can also list the names.</summary>
    public DirectoryHandle Reopen()
    {
        fixed (byte* here = ".\0"u8)
        {
            var descriptor = LibC.openat(Descriptor, here, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
            NativeCall.ThrowIfFailed(descriptor, "openat", DisplayPath);
            return new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), DisplayPath, Shift);
        }
    }

    /// <summary>Opens a second handle of the same directory, for calls that accept any kind of file.</summary>
    public SafeFileHandle OpenAsFile()
    {
        var descriptor = LibC.fcntl(Descriptor, LibC.F_DUPFD_CLOEXEC, 0);
        NativeCall.ThrowIfFailed(descriptor, "fcntl", DisplayPath);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens any file without access to its contents (O_PATH). Symbolic links are not followed.</summary>
    internal SafeFileHandle OpenPath(string name) => OpenAt(name, LibC.O_PATH | LibC.O_NOFOLLOW, 0);

    /// <summary>Opens a regular file for reading. Anything else is refused without side effects (EINVAL).</summary>
    public SafeFileHandle OpenFile(string name)
    {
        // O_NONBLOCK: an untrusted FIFO must not block this process; regular files ignore the flag.
        var handle = OpenAt(name, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY, 0);
        return RequireRegular(handle, name);
    }

    /// <summary>Opens an existing regular file for reading and writing. Anything else is refused (EINVAL).</summary>
    /// <returns>The file, at its start and not truncated.</returns>
    public SafeFileHandle OpenFileForWriting(string name)
    {
        var handle = OpenAt(name, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY, 0);
        return RequireRegular(handle, name);
    }

    /// <summary>Creates a regular file. The file must not exist.</summary>
    /// <param name="permissions">Set-uid, set-gid, sticky and permission bits.</param>
    /// <returns>The empty file, open for reading and writing.</returns>
    public SafeFileHandle CreateFile(string name, uint permissions)
    {
        var handle = OpenAt(name, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOFOLLOW, 0x180);
        try
        {
            GiveToRoot(handle);
            FileHandles.SetMode(handle, permissions);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Creates a regular file that only its owner can open (0600). The file must not exist.</summary>
    /// <returns>The empty file, open for reading and writing.</returns>
    public SafeFileHandle CreatePrivateFile(string name)
    {
        var handle = OpenAt(name, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOFOLLOW, 0x180);
        GiveToRoot(handle);
        return handle;
    }

    /// <summary>Creates a directory that only its owner can enter (0700). The directory must not exist.</summary>
    public void MakePrivateDirectory(string name)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "mkdirat"))
        {
            Check(LibC.mkdirat(Descriptor, pointer, (mode_t)(ushort)0x1C0), "mkdirat", name);
        }

        GiveToRoot(name);
    }

    /// <summary>Creates a directory. The directory must not exist.</summary>
    /// <param name="permissions">Set-gid, sticky and permission bits.</param>
    public void MakeDirectory(string name, uint permissions)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "mkdirat"))
        {
            Check(LibC.mkdirat(Descriptor, pointer, (mode_t)(ushort)(permissions & 0x1C0)), "mkdirat", name);
        }

        GiveToRoot(name);
        SetMode(name, permissions);
    }

    /// <summary>Creates a symbolic link.</summary>
    /// <param name="target">The target of the link; not checked.</param>
    public void MakeSymbolicLink(string name, string target)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        Span<byte> targetBuffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "symlinkat"))
        fixed (byte* targetPointer = NativeCall.EncodeName(target, Buffer(target, targetBuffer), "symlinkat"))
        {
            Check(LibC.symlinkat(targetPointer, Descriptor, pointer), "symlinkat", name);
        }

        GiveToRoot(name);
    }

    /// <summary>Creates a device or FIFO.</summary>
    /// <param name="mode">Type bits and permission bits.</param>
    /// <param name="rdev">The raw device number; 0 for a FIFO.</param>
    public void MakeNode(string name, uint mode, ulong rdev)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "mknodat"))
        {
            var bits = (ushort)((mode & (uint)FileType.Mask) | 0x180);
            Check(LibC.mknodat(Descriptor, pointer, (mode_t)bits, (dev_t)rdev), "mknodat", name);
        }

        GiveToRoot(name);
        SetMode(name, mode & 0xFFF);
    }

    /// <summary>Creates a second name here for an inode of another directory (or this one).</summary>
    /// <param name="existing">The existing name; a symbolic link is not followed.</param>
    public void Link(DirectoryHandle source, string existing, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        Span<byte> oldBuffer = stackalloc byte[NativeCall.StackNameLength];
        Span<byte> newBuffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* oldPointer = Encode(existing, Buffer(existing, oldBuffer), "linkat"))
        fixed (byte* newPointer = Encode(name, Buffer(name, newBuffer), "linkat"))
        {
            Check(LibC.linkat(source.Descriptor, oldPointer, Descriptor, newPointer, 0), "linkat", name);
        }
    }

    /// <summary>Renames a file and atomically replaces an existing file of the new name.</summary>
    public void Rename(string name, DirectoryHandle target, string newName) => Rename(name, target, newName, flags: 0);

    /// <summary>Exchanges two files or directories atomically: each gets the name of the other. Both must exist.</summary>
    /// <exception cref="LinuxException">The file system does not support it (EINVAL, EXDEV), or the kernel refuses it.</exception>
    public void Exchange(string name, string other) => Rename(name, this, other, RenameExchange);

    private void Rename(string name, DirectoryHandle target, string newName, int flags)
    {
        ArgumentNullException.ThrowIfNull(target);
        Span<byte> oldBuffer = stackalloc byte[NativeCall.StackNameLength];
        Span<byte> newBuffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* oldPointer = Encode(name, Buffer(name, oldBuffer), "renameat2"))
        fixed (byte* newPointer = Encode(newName, Buffer(newName, newBuffer), "renameat2"))
        {
            var result = NativeCall.Syscall(
                SyscallNumbers.RenameAt2, Descriptor, (nint)oldPointer, target.Descriptor, (nint)newPointer, flags);
            Check((int)result, "renameat2", name);
        }
    }

    /// <summary>Removes a name that is not a directory.</summary>
    public void Unlink(string name) => UnlinkAt(name, 0, "unlinkat");

    /// <summary>Removes an empty directory.</summary>
    public void RemoveDirectory(string name) => UnlinkAt(name, LibC.AT_REMOVEDIR, "unlinkat");

    /// <summary>Gets the target of a symbolic link.</summary>
    public string ReadSymbolicLink(string name)
    {
        const int LongestTarget = 4096;
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        Span<byte> target = stackalloc byte[LongestTarget];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "readlinkat"))
        fixed (byte* targetPointer = target)
        {
            var length = (int)LibC.readlinkat(Descriptor, pointer, targetPointer, LongestTarget);
            Check(length, "readlinkat", name);
            return FileName.Decode(target[..length]);
        }
    }

    /// <summary>Sets the owner. Symbolic links are not followed.</summary>
    /// <param name="uid">The numeric owner.</param>
    public void SetOwner(string name, uint uid, uint gid)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "fchownat"))
        {
            var (mountUid, mountGid) = (Shift.ToMount(uid, Join(name)), Shift.ToMount(gid, Join(name)));
            Check(LibC.fchownat(Descriptor, pointer, (uid_t)mountUid, (gid_t)mountGid, LibC.AT_SYMLINK_NOFOLLOW), "fchownat", name);
        }
    }

    /// <summary>Sets the permissions. Fails for symbolic links (EOPNOTSUPP).</summary>
    /// <param name="permissions">Set-uid, set-gid, sticky and permission bits.</param>
    public void SetMode(string name, uint permissions)
    {
        // fchmodat follows links; a handle that was opened without following them does not.
        using var handle = OpenPath(name);
        var path = FileHandles.ProcPath(handle);
        fixed (byte* pointer = path)
        {
            Check(LibC.chmod(pointer, (mode_t)(ushort)(permissions & 0xFFF)), "chmod", name);
        }
    }

    /// <summary>
    /// Sets the permissions of a file that is not a symbolic link, in a directory that no other process changes.
    /// </summary>
    /// <param name="permissions">Set-uid, set-gid, sticky and permission bits.</param>
    public void SetFileMode(string name, uint permissions)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "fchmodat"))
        {
            Check(LibC.fchmodat(Descriptor, pointer, (mode_t)(ushort)(permissions & 0xFFF), 0), "fchmodat", name);
        }
    }

    /// <summary>
    /// Sets the modification time and the access time to the same value. Symbolic links are not followed.
    /// </summary>
    /// <param name="seconds">Seconds since the Unix epoch.</param>
    /// <param name="nanoseconds">The fraction of the second, in nanoseconds.</param>
    public void SetModificationTime(string name, long seconds, int nanoseconds)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        var times = stackalloc timespec[2];
        times[0] = FileHandles.ToTimespec(seconds, nanoseconds);
        times[1] = times[0];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "utimensat"))
        {
            Check(LibC.utimensat(Descriptor, pointer, times, LibC.AT_SYMLINK_NOFOLLOW), "utimensat", name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    internal string Join(string name) => DisplayPath.EndsWith('/') ? DisplayPath + name : DisplayPath + "/" + name;

    private SafeFileHandle OpenAt(string name, int flags, ushort mode)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "openat"))
        {
            var descriptor = LibC.openat(Descriptor, pointer, flags | LibC.O_CLOEXEC, (mode_t)mode);
            Check(descriptor, "openat", name);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    private SafeFileHandle RequireRegular(SafeFileHandle handle, string name)
    {
        try
        {
            if (FileHandles.GetStatus(handle).Type != FileType.Regular)
            {
                throw new LinuxException("openat (not a regular file)", Join(name), Errno.EINVAL);
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void UnlinkAt(string name, int flags, string call)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), call))
        {
            Check(LibC.unlinkat(Descriptor, pointer, flags), call, name);
        }
    }

    private void Check(int result, string call, string name)
    {
        if (result < 0)
        {
            throw Failure(call, name);
        }
    }

    private LinuxException Failure(string call, string name) => new(call, Join(name), NativeCall.LastError);

    private static Span<byte> Buffer(string name, Span<byte> stack) =>
        NativeCall.BufferLength(name) is var length && length <= stack.Length ? stack : new byte[length];

    private Span<byte> Encode(string name, Span<byte> buffer, string call)
    {
        if (name.Length == 0 || name is "." or ".." || name.Contains('/'))
        {
            throw new LinuxException(call + " (not a single name)", Join(name), Errno.EINVAL);
        }

        return NativeCall.EncodeName(name, buffer, call);
    }
}
