using System.Globalization;
using System.Text;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Mounts;

/// <summary>
/// A mount outside every mount namespace: it has no path, does not appear in lists of mounts, and disappears when the
/// last handle of it or of a file in it is closed, even if the process that holds the handle is killed.
/// </summary>
/// <remarks>
/// Requires Linux 5.2; attaching a copy of a detached mount requires Linux 6.15. Thread-safe. Every member throws
/// <see cref="LinuxException"/> when the kernel refuses.
/// </remarks>
public sealed unsafe class DetachedMount : IDisposable
{
    // include/uapi/linux/mount.h
    private const int CloseOnExec = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    private const int SetFlagCommand = 0; // FSCONFIG_SET_FLAG
    private const int SetStringCommand = 1; // FSCONFIG_SET_STRING
    private const int CreateCommand = 6; // FSCONFIG_CMD_CREATE
    private const int OpenTreeClone = 1; // OPEN_TREE_CLONE
    private const int OpenTreeCloseOnExec = 0x80000; // OPEN_TREE_CLOEXEC
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const int WithMountsBelow = 0x8000; // AT_RECURSIVE
    private const int MoveBothEmptyPaths = 0x04 | 0x40; // MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_EMPTY_PATH

    private const ulong MapIdsAttribute = 0x00100000; // MOUNT_ATTR_IDMAP

    private const int ShareFiles = 0x400; // CLONE_FILES
    private const int ChildSignal = 17; // SIGCHLD

    private const int LongestMessage = 4096;

    private readonly SafeFileHandle _handle;
    private readonly string _displayName;

    private DetachedMount(SafeFileHandle handle, string displayName)
    {
        _handle = handle;
        _displayName = displayName;
    }

    /// <summary>
    /// A path to the root of the mount, valid in every process that can inspect this one, until this object is
    /// disposed.
    /// </summary>
    public string ProcessPath => string.Create(
        CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{FileHandles.Descriptor(_handle)}");

    /// <summary>Mounts a new instance of a file system.</summary>
    /// <exception cref="LinuxException">
    /// The kernel refuses; the message contains the reason that the kernel reports.
    /// </exception>
    public static DetachedMount Create(string type, MountFlags flags, IEnumerable<FileSystemOption> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var context = OpenContext(type);
        foreach (var option in options)
        {
            Configure(context, type, option.Value is null ? SetFlagCommand : SetStringCommand, option);
        }

        Configure(context, type, CreateCommand, default);
        var descriptor = (int)NativeCall.Syscall(
            SyscallNumbers.FsMount, FileHandles.Descriptor(context), CloseOnExec, ToAttributes(flags));
        NativeCall.ThrowIfFailed(descriptor, "fsmount", type);
        return new DetachedMount(new SafeFileHandle(descriptor, ownsHandle: true), type);
    }

    /// <summary>
    /// Mounts the <c>/proc</c> of the PID namespace in which the children of this process start; it must have a first process.
    /// </summary>
    public static DetachedMount CreateProcForChildren(MountFlags flags)
    {
        var report = stackalloc int[2];
        NativeCall.ThrowIfFailed(LibC.pipe2(report, LibC.O_CLOEXEC), "pipe2", "");
        using var reader = new SafeFileHandle(report[0], ownsHandle: true);
        using var writer = new SafeFileHandle(report[1], ownsHandle: true);

        // The kernel takes the namespace of the calling process. A child that shares this process's files makes the mount here.
        var child = (int)NativeCall.Syscall(SyscallNumbers.Clone, ShareFiles | ChildSignal);
        if (child == 0)
        {
            MakeProc(report[1], ToAttributes(flags));
        }

        NativeCall.ThrowIfFailed(child, "clone", "");
        ChildProcesses.Reap(child, wait: true);
        int result;
        if (Descriptors.Read(reader, new Span<byte>(&result, sizeof(int)), "the pipe of a new process") != sizeof(int) || result < 0)
        {
            throw new LinuxException("fsmount", "proc", (Errno)(-result));
        }

        return new DetachedMount(new SafeFileHandle(result, ownsHandle: true), "proc");
    }

    /// <summary>Creates a second mount of the tree below a directory, without the mounts below it.</summary>
    /// <returns>The mount, with the restrictions of the directory's mount.</returns>
    public static DetachedMount Copy(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return Copy(directory.Descriptor, directory.DisplayPath);
    }

    /// <summary>Creates a second mount of the tree below a directory, with the mounts below it, that cannot be written to.</summary>
    public static DetachedMount CopyForReading(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var copy = Copy(directory.Descriptor, directory.DisplayPath, WithMountsBelow);
        try
        {
            copy.SetAttributes(
                new MountAttributes { Set = (ulong)(MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution) },
                WithMountsBelow,
                "mount_setattr MOUNT_ATTR_RDONLY");
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Creates a second, independent mount of the same tree.</summary>
    public DetachedMount Copy() => Copy(FileHandles.Descriptor(_handle), _displayName);

    /// <summary>Opens the root of the mount.</summary>
    /// <returns>The directory; it keeps the mount alive, like every file that is opened through it.</returns>
    /// <param name="shift">The difference between the ids that the mount shows and those on disk.</param>
    public DirectoryHandle OpenRoot(string displayPath, IdShift shift = default)
    {
        using var root = new DirectoryHandle(
            new SafeFileHandle(FileHandles.Descriptor(_handle), ownsHandle: false), displayPath, shift);
        return root.Reopen();
    }

    /// <summary>Shows the ids of the file system as those of a user namespace; see <see cref="IdShift"/>.</summary>
    /// <exception cref="LinuxException">
    /// The file system cannot be mounted with other ids, or those of the namespace are not those of <see cref="IdShift"/> (EINVAL).
    /// </exception>
    public void MapIds(UserNamespace map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var before = FileHandles.GetStatus(_handle);
        SetAttributes(
            new MountAttributes { Set = MapIdsAttribute, UserNamespace = (ulong)map.Descriptor }, 0, "mount_setattr MOUNT_ATTR_IDMAP");

        // The kernel does not tell the map of a namespace without processes. This is its effect.
        var after = FileHandles.GetStatus(_handle);
        if (!IsShifted(before.Uid, after.Uid) || !IsShifted(before.Gid, after.Gid))
        {
            throw new LinuxException("mount_setattr MOUNT_ATTR_IDMAP (the namespace has another map)", _displayName, Errno.EINVAL);
        }
    }

    /// <summary>Attaches the mount to a directory of this process's mount namespace and covers the directory.</summary>
    public void AttachTo(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        fixed (byte* empty = "\0"u8)
        {
            var result = (int)NativeCall.Syscall(
                SyscallNumbers.MoveMount,
                FileHandles.Descriptor(_handle),
                (nint)empty,
                directory.Descriptor,
                (nint)empty,
                MoveBothEmptyPaths);
            NativeCall.ThrowIfFailed(result, "move_mount", directory.DisplayPath);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // The namespace has no other ids.
    private static bool IsShifted(uint before, uint after) => before >= IdShift.Count || after == before + IdShift.Offset;

    // The child of CreateProcForChildren: only system calls. Reports the mount, or a negative error number.
    private static void MakeProc(int report, int attributes)
    {
        var name = stackalloc byte[5] { (byte)'p', (byte)'r', (byte)'o', (byte)'c', 0 };
        var context = (int)NativeCall.Syscall(SyscallNumbers.FsOpen, (nint)name, CloseOnExec);
        var result = context < 0 || NativeCall.Syscall(SyscallNumbers.FsConfig, context, CreateCommand) < 0
            ? -1
            : (int)NativeCall.Syscall(SyscallNumbers.FsMount, context, CloseOnExec, attributes);
        if (result < 0)
        {
            result = -LibC.errno;
        }

        _ = LibC.close(context);
        _ = LibC.write(report, &result, sizeof(int));
        LibC._exit(0);
    }

    private void SetAttributes(MountAttributes attributes, int flags, string call)
    {
        fixed (byte* empty = "\0"u8)
        {
            var result = (int)NativeCall.Syscall(
                SyscallNumbers.MountSetattr,
                FileHandles.Descriptor(_handle),
                (nint)empty,
                EmptyPath | flags,
                (nint)(&attributes),
                sizeof(MountAttributes));
            NativeCall.ThrowIfFailed(result, call, _displayName);
        }
    }

    private static DetachedMount Copy(int descriptor, string displayName, int flags = 0)
    {
        fixed (byte* empty = "\0"u8)
        {
            var copy = (int)NativeCall.Syscall(
                SyscallNumbers.OpenTree, descriptor, (nint)empty, EmptyPath | OpenTreeClone | OpenTreeCloseOnExec | flags);
            NativeCall.ThrowIfFailed(copy, "open_tree", displayName);
            return new DetachedMount(new SafeFileHandle(copy, ownsHandle: true), displayName);
        }
    }

    private static SafeFileHandle OpenContext(string type)
    {
        fixed (byte* name = Encoding.ASCII.GetBytes(type + "\0"))
        {
            var descriptor = (int)NativeCall.Syscall(SyscallNumbers.FsOpen, (nint)name, CloseOnExec);
            NativeCall.ThrowIfFailed(descriptor, "fsopen", type);
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
    }

    private static void Configure(SafeFileHandle context, string type, int command, FileSystemOption option)
    {
        fixed (byte* name = ToText(option.Name))
        fixed (byte* value = ToText(option.Value))
        {
            var result = (int)NativeCall.Syscall(
                SyscallNumbers.FsConfig, FileHandles.Descriptor(context), command, (nint)name, (nint)value);
            if (result < 0)
            {
                var error = NativeCall.LastError;
                var what = option.Name is null ? type : $"{type} {option.Name}{(option.Value is null ? "" : "=" + option.Value)}";
                throw new LinuxException("fsconfig" + ReadMessages(context), what, error);
            }
        }
    }

    /// <summary>Reads the kernel's messages about the last failure: lines such as <c>e overlay: …</c>.</summary>
    private static string ReadMessages(SafeFileHandle context)
    {
        var buffer = stackalloc byte[LongestMessage];
        var messages = new StringBuilder();
        while ((int)(long)LibC.read(FileHandles.Descriptor(context), buffer, LongestMessage) is > 0 and var length)
        {
            messages.Append(messages.Length == 0 ? " (" : "; ")
                .Append(Encoding.UTF8.GetString(buffer, length).TrimEnd());
        }

        return messages.Length == 0 ? "" : messages.Append(')').ToString();
    }

    private static byte[]? ToText(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");

    // MOUNT_ATTR_*: read-only 1, no set-uid 2, no devices 4, no execution 8.
    private static int ToAttributes(MountFlags flags) => (int)flags;
}
