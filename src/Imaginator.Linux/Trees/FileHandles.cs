using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Files;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Trees;

/// <summary>
/// Operations on the metadata of open files. Every member throws <see cref="LinuxException"/> when the kernel refuses.
/// </summary>
public static unsafe class FileHandles
{
    /// <summary>Gets the status of an open file.</summary>
    public static FileStatus GetStatus(SafeFileHandle file)
    {
        stat status;
        NativeCall.ThrowIfFailed(LibC.fstat(Descriptor(file), &status), "fstat", "");
        return FileStatus.From(status);
    }

    /// <summary>Sets the permissions of an open file.</summary>
    /// <param name="permissions">Set-uid, set-gid, sticky and permission bits.</param>
    public static void SetMode(SafeFileHandle file, uint permissions) =>
        NativeCall.ThrowIfFailed(LibC.fchmod(Descriptor(file), (mode_t)(ushort)(permissions & 0xFFF)), "fchmod", "");

    /// <summary>Sets the owner of an open file. Clears set-uid and set-gid: set the mode afterwards.</summary>
    /// <param name="uid">The numeric owner.</param>
    public static void SetOwner(SafeFileHandle file, uint uid, uint gid) =>
        NativeCall.ThrowIfFailed(LibC.fchown(Descriptor(file), (uid_t)uid, (gid_t)gid), "fchown", "");

    /// <summary>Sets the modification time and the access time to the same value.</summary>
    /// <param name="seconds">Seconds since the Unix epoch.</param>
    /// <param name="nanoseconds">The fraction of the second, in nanoseconds.</param>
    public static void SetModificationTime(SafeFileHandle file, long seconds, int nanoseconds)
    {
        var times = stackalloc timespec[2];
        times[0] = ToTimespec(seconds, nanoseconds);
        times[1] = times[0];
        NativeCall.ThrowIfFailed(LibC.futimens(Descriptor(file), times), "futimens", "");
    }

    /// <summary>Gets the extended attributes of an open file that are content, sorted by name.</summary>
    /// <returns>The attributes; empty if the file system does not support them.</returns>
    public static ImmutableArray<ExtendedAttribute> GetExtendedAttributes(SafeFileHandle file) =>
        new ExtendedAttributeCalls(Descriptor(file), "").Get();

    /// <summary>Sets an extended attribute of an open file.</summary>
    public static void SetExtendedAttribute(SafeFileHandle file, ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        new ExtendedAttributeCalls(Descriptor(file), "").Set(attribute);
    }

    /// <summary>Reserves disk space for an empty file and sets its length, if the file system supports it.</summary>
    /// <param name="file">The file, open for writing.</param>
    /// <param name="length">The length, in bytes.</param>
    public static void Preallocate(SafeFileHandle file, long length)
    {
        // Returns the error instead of setting errno.
        var error = (Errno)LibC.posix_fallocate(Descriptor(file), 0, length);
        if (error is not (Errno.None or Errno.EOPNOTSUPP or Errno.EINVAL))
        {
            throw new LinuxException("posix_fallocate", "", error);
        }
    }

    internal static int Descriptor(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return (int)file.DangerousGetHandle();
    }

    internal static timespec ToTimespec(long seconds, int nanoseconds) => new() { tv_sec = seconds, tv_nsec = nanoseconds };

    /// <summary>Gets the zero-terminated path below <c>/proc</c> of exactly the file of a handle.</summary>
    internal static byte[] ProcPath(SafeFileHandle file) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Descriptor(file)}\0"));
}
