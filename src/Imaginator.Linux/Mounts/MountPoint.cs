using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Mounts;

/// <summary>
/// An open directory or file that can be mounted on. Mounts are attached to the open file instead of a path, so that a
/// process that changes the tree at the same time cannot redirect them.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public sealed unsafe class MountPoint : IDisposable
{
    private static ulong_t None => default;

    private readonly SafeFileHandle _handle;
    private readonly string _displayPath;

    private MountPoint(SafeFileHandle handle, string displayPath)
    {
        _handle = handle;
        _displayPath = displayPath;
    }

    /// <summary>Opens a name in a directory; a symbolic link is refused (ELOOP).</summary>
    public static MountPoint Open(DirectoryHandle directory, string name)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var handle = directory.OpenPath(name);
        if (FileHandles.GetStatus(handle).Type == FileType.SymbolicLink)
        {
            handle.Dispose();
            throw new LinuxException("mount (on a symbolic link)", directory.Join(name), Errno.ELOOP);
        }

        return new MountPoint(handle, directory.Join(name));
    }

    /// <summary>
    /// Opens the directory to mount on. If the directory is already the root of a mount, opens that mount.
    /// </summary>
    public static MountPoint Open(DirectoryHandle directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new MountPoint(directory.OpenAsFile(), directory.DisplayPath);
    }

    /// <summary>Mounts a new instance of a file system.</summary>
    /// <param name="options">The options of the file system; empty for none.</param>
    public void MountFileSystem(string type, MountFlags flags, string options = "")
    {
        fixed (byte* target = FileHandles.ProcPath(_handle))
        fixed (byte* typeName = Encoding.ASCII.GetBytes(type + "\0"))
        fixed (byte* data = Encoding.ASCII.GetBytes(options + "\0"))
        {
            var result = LibC.mount(typeName, target, typeName, ToNative(flags), data);
            NativeCall.ThrowIfFailed(result, "mount " + type, _displayPath);
        }
    }

    /// <summary>Bind-mounts a directory or file of the host here, without the mounts below it.</summary>
    public void Bind(string hostPath)
    {
        var buffer = new byte[NativeCall.BufferLength(hostPath)];
        fixed (byte* source = NativeCall.EncodeName(hostPath, buffer, "mount"))
        {
            BindNative(source);
        }
    }

    /// <summary>Bind-mounts an open directory of the host here, without the mounts below it.</summary>
    public void Bind(DirectoryHandle source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var file = source.OpenAsFile();
        fixed (byte* path = FileHandles.ProcPath(file))
        {
            BindNative(path);
        }
    }

    /// <summary>
    /// Bind-mounts the directory on itself, so that it becomes a mount and its contents stay visible.
    /// </summary>
    public void BindToItself()
    {
        fixed (byte* source = FileHandles.ProcPath(_handle))
        {
            BindNative(source);
        }
    }

    /// <summary>
    /// Changes the restrictions of the mount whose root this is. A mount point that was opened before another mount was
    /// placed on it refers to the covered directory: open it again.
    /// </summary>
    public void Restrict(MountFlags flags)
    {
        fixed (byte* target = FileHandles.ProcPath(_handle))
        {
            var native = LibC.MS_REMOUNT | LibC.MS_BIND | ToNative(flags);
            NativeCall.ThrowIfFailed(LibC.mount(null, target, null, native, null), "mount (restrict)", _displayPath);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static ulong_t ToNative(MountFlags flags) =>
        (flags.HasFlag(MountFlags.ReadOnly) ? LibC.MS_RDONLY : None)
        | (flags.HasFlag(MountFlags.NoSetUid) ? LibC.MS_NOSUID : None)
        | (flags.HasFlag(MountFlags.NoDevices) ? LibC.MS_NODEV : None)
        | (flags.HasFlag(MountFlags.NoExecution) ? LibC.MS_NOEXEC : None);

    private void BindNative(byte* source)
    {
        fixed (byte* target = FileHandles.ProcPath(_handle))
        {
            NativeCall.ThrowIfFailed(LibC.mount(source, target, null, LibC.MS_BIND, null), "mount (bind)", _displayPath);
        }
    }
}
