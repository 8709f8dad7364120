using System.Text;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The properties that a new directory inherits from the directory above: access control lists, the group and set-gid, and the
/// attributes of chattr(1). Everything that is made below a directory without them has none either.
/// </summary>
public static unsafe class InheritedAttributes
{
    // Those of include/uapi/linux/fs.h that ext4, XFS and btrfs inherit: secure deletion 1, undelete 2, compressed 4,
    // synchronous 8, no dump 0x40, no access time 0x80, not compressed 0x400, journaled data 0x4000, no tail 0x8000,
    // synchronous directory 0x10000, not copied on write 0x800000, DAX 0x2000000, case-insensitive names 0x40000000. Projects
    // (0x20000000) stay: they carry the quotas of the machine's administrator.
    private const long Inherited = 0x1 | 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x400 | 0x4000 | 0x8000 | 0x10000 | 0x800000 | 0x2000000
        | 0x40000000;

    private const int GetFlags = unchecked((int)0x80086601); // FS_IOC_GETFLAGS
    private const int SetFlags = 0x40086602; // FS_IOC_SETFLAGS

    private static readonly byte[] DefaultAcl = Encoding.ASCII.GetBytes("system.posix_acl_default\0");
    private static readonly byte[] AccessAcl = Encoding.ASCII.GetBytes("system.posix_acl_access\0");

    /// <summary>Removes inherited attributes from an empty directory, which becomes the calling process's.</summary>
    /// <param name="permissions">The permissions of the directory, without set-gid.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void Clear(DirectoryHandle directory, uint permissions)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Remove(directory, DefaultAcl);
        Remove(directory, AccessAcl);
        directory.SetOwner((uint)LibC.geteuid(), (uint)LibC.getegid());
        directory.SetMode(permissions);
        ClearFlags(directory);
    }

    private static void Remove(DirectoryHandle directory, byte[] attribute)
    {
        fixed (byte* name = attribute)
        {
            if (NativeCall.Syscall(SyscallNumbers.FRemoveXattr, directory.Descriptor, (nint)name) < 0
                && NativeCall.LastError is var error and not (Errno.ENODATA or Errno.EOPNOTSUPP))
            {
                throw new LinuxException("fremovexattr", directory.DisplayPath, error);
            }
        }
    }

    // Flags are no content: a file system that keeps one of them does no harm.
    private static void ClearFlags(DirectoryHandle directory)
    {
        long flags = 0;
        if (LibC.ioctl(directory.Descriptor, GetFlags, &flags) != 0 || (flags & Inherited) == 0)
        {
            return;
        }

        for (var flag = 1L; flag <= Inherited; flag <<= 1)
        {
            if ((flags & Inherited & flag) != 0)
            {
                var without = flags & ~flag;
                flags = LibC.ioctl(directory.Descriptor, SetFlags, &without) == 0 ? without : flags;
            }
        }
    }
}
