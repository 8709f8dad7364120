using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>
/// Operations for walking trees of any depth: descending without leaving the mount, and ascending again.
/// </summary>
public sealed unsafe partial class DirectoryHandle
{
    // ioctl_iflags(2): FS_IOC_GETFLAGS and FS_IOC_SETFLAGS (the same numbers on all 64-bit machines) and two flags.
    private const int GetFlags = unchecked((int)0x80086601);
    private const int SetFlags = 0x40086602;
    private const int ImmutableFlag = 0x10;
    private const int AppendOnlyFlag = 0x20;

    /// <summary>Opens a subdirectory, unless it is a mount point (EXDEV).</summary>
    public DirectoryHandle OpenDirectoryOnSameMount(string name)
    {
        Span<byte> buffer = stackalloc byte[NativeCall.StackNameLength];
        fixed (byte* pointer = Encode(name, Buffer(name, buffer), "openat2"))
        {
            return OpenOnSameMount(pointer, LibC.RESOLVE_BENEATH | LibC.RESOLVE_NO_SYMLINKS | LibC.RESOLVE_NO_XDEV, name);
        }
    }

    /// <summary>
    /// Opens the parent directory, unless it is on another mount (EXDEV). After ascending, the caller must compare the
    /// device and inode numbers with those of the directory that it descended from.
    /// </summary>
    public DirectoryHandle OpenParentOnSameMount()
    {
        fixed (byte* pointer = "..\0"u8)
        {
            return OpenOnSameMount(pointer, LibC.RESOLVE_NO_SYMLINKS | LibC.RESOLVE_NO_XDEV, "..");
        }
    }

    /// <summary>
    /// Clears the attributes "immutable" and "append only" of this directory, so that names in it can be removed. Does
    /// nothing on file systems without such attributes.
    /// </summary>
    public void ClearProtection() => ClearProtection(_handle);

    /// <summary>
    /// Clears the attributes "immutable" and "append only" of a file or directory, so that it can be removed. Does
    /// nothing for other file types, which cannot have them.
    /// </summary>
    public void ClearProtection(string name)
    {
        if (TryGetStatus(name)?.Type is FileType.Regular or FileType.Directory)
        {
            using var handle = OpenAt(name, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY, 0);
            ClearProtection(handle);
        }
    }

    private static void ClearProtection(SafeFileHandle handle)
    {
        long flags = 0;
        var descriptor = FileHandles.Descriptor(handle);
        if (LibC.ioctl(descriptor, GetFlags, &flags) == 0 && (flags & (ImmutableFlag | AppendOnlyFlag)) != 0)
        {
            flags &= ~(ImmutableFlag | AppendOnlyFlag);
            NativeCall.ThrowIfFailed(LibC.ioctl(descriptor, SetFlags, &flags), "ioctl(FS_IOC_SETFLAGS)", "");
        }
    }

    private DirectoryHandle OpenOnSameMount(byte* name, ulong resolve, string displayName)
    {
        var how = new open_how
        {
            flags = (ulong)(LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC),
            resolve = resolve | LibC.RESOLVE_NO_MAGICLINKS,
        };
        while (true)
        {
            var descriptor = LibC.openat2(Descriptor, name, &how, sizeof(open_how));
            if (descriptor >= 0)
            {
                // A display path that grew with every level would be quadratic in the depth.
                return new DirectoryHandle(new SafeFileHandle(descriptor, ownsHandle: true), DisplayPath, Shift);
            }

            // EAGAIN: a rename happened at the same time, so RESOLVE_BENEATH could not be ensured.
            if (NativeCall.LastError != Errno.EAGAIN)
            {
                throw Failure("openat2", displayName);
            }
        }
    }
}
