using Imaginator.Linux.Containment;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// Makes device nodes on behalf of suspended callers, as the kernel would if they had the right: in user namespaces,
/// <c>mknod</c> of devices always fails. The nodes are content: they are made only on mounts that forbid opening them, or where
/// a <see cref="DeviceFilter"/> does.
/// Only the thread that created the object can use it.
/// </summary>
/// <remarks>
/// 1. Read path and identity of the caller, once. 2. Check that it still waits. 3. Resolve the parent directory with its
/// root. 4. Check the mount and the owner of the directory. 5. Create the node with its user, group and umask.
/// </remarks>
public sealed unsafe class DeviceNodeMaker : IDisposable
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const ulong NoDevices = 4; // ST_NODEV
    private const uint ModeMask = 0xFFFF; // the kernel's umode_t

    private readonly ThreadView _view;

    private readonly bool _devicesAreFiltered;

    private DeviceNodeMaker(ThreadView view, bool devicesAreFiltered)
    {
        _view = view;
        _devicesAreFiltered = devicesAreFiltered;
    }

    /// <summary><c>struct statfs</c> on 64-bit machines.</summary>
    private struct FileSystemStatus
    {
        public fixed ulong Unused[10];
        public ulong Flags;
        public fixed ulong Spare[4];
    }

    /// <summary>
    /// Creates the object for the calling thread, which must be root of the machine and must not return to a pool.
    /// </summary>
    /// <param name="devicesAreFiltered">Whether a device filter applies to all callers.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static DeviceNodeMaker OnThisThread(bool devicesAreFiltered) => new(ThreadView.Separate(), devicesAreFiltered);

    /// <summary>Whether a call is one that this class makes.</summary>
    public static bool IsNode(SystemCallNotice notice) => notice?.Name is "mknod" or "mknodat";

    /// <summary>Makes the node of a pending call.</summary>
    /// <returns>The answer to the call.</returns>
    public NodeOutcome Make(SystemCallNotice notice, SeccompListener listener, SuspendedCaller caller)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(caller);

        // mknod has no directory; the other arguments are those of mknodat.
        var arguments = notice.Name == "mknod" ? notice.Arguments.Insert(0, unchecked((ulong)CurrentDirectory)) : notice.Arguments;
        try
        {
            return Make(
                caller, () => listener.IsWaiting(notice.Id), unchecked((int)arguments[0]), arguments[1],
                unchecked((uint)arguments[2]) & ModeMask, unchecked((uint)arguments[3]));
        }
        catch (LinuxException e)
        {
            return new NodeOutcome(e.Error, DeniedByPolicy: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _view.Dispose();

    private NodeOutcome Make(
        SuspendedCaller caller, Func<bool> stillWaits, int directory, ulong address, uint mode, uint device)
    {
        // 1. Path and identity.
        var path = caller.ReadPath(address);
        var identity = caller.ReadIdentity();
        var (users, groups) = (caller.ReadUsers(), caller.ReadGroups());
        using var root = caller.OpenRoot();
        using var start = path is [(byte)'/', ..] ? caller.OpenRoot()
            : directory == CurrentDirectory ? caller.OpenWorkingDirectory()
            : caller.OpenDescriptor(directory);

        // 2. All of this belongs to the caller. One that was killed gets no answer.
        if (!stillWaits())
        {
            return new NodeOutcome(Errno.ESRCH, DeniedByPolicy: false);
        }

        if (!identity.Has(Capability.MakeDeviceNodes) || !identity.Has(Capability.OverridePermissions))
        {
            return new NodeOutcome(Errno.EPERM, DeniedByPolicy: false);
        }

        // 3. The parent directory.
        if (NodePath.Split(path, out var name, out var parentPath) is not Errno.None and var error)
        {
            return new NodeOutcome(error, DeniedByPolicy: false);
        }

        using var parent = _view.OpenDirectory(root, start, parentPath);

        // 4. A directory whose mount forbids devices, and whose owner root of the namespace has power over.
        if (!_devicesAreFiltered && !ForbidsDevices(parent))
        {
            return new NodeOutcome(Errno.EPERM, DeniedByPolicy: true);
        }

        var owner = FileHandles.GetStatus(parent);
        if (!users.Contains(owner.Uid) || !groups.Contains(owner.Gid))
        {
            return new NodeOutcome(Errno.EACCES, DeniedByPolicy: false);
        }

        // 5. The node.
        var made = new ThreadIdentity(identity).Run(() => Create(parent, name, mode, device));
        return new NodeOutcome(made, DeniedByPolicy: false);
    }

    private static Errno Create(SafeFileHandle parent, byte[] name, uint mode, uint device)
    {
        fixed (byte* pointer = name)
        {
            var result = NativeCall.Syscall(
                SyscallNumbers.MknodAt, FileHandles.Descriptor(parent), (nint)pointer, (nint)mode, (nint)device);
            return result < 0 ? NativeCall.LastError : Errno.None;
        }
    }

    private static bool ForbidsDevices(SafeFileHandle directory)
    {
        FileSystemStatus status;
        var result = (int)NativeCall.Syscall(SyscallNumbers.FStatFs, FileHandles.Descriptor(directory), (nint)(&status));
        NativeCall.ThrowIfFailed(result, "fstatfs", "");
        return (status.Flags & NoDevices) != 0;
    }
}
