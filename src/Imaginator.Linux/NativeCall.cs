using System.Diagnostics.CodeAnalysis;
using Imaginator.Files;
using Tmds.Linux;

namespace Imaginator.Linux;

/// <summary>The common parts of all wrappers: errno, and names as zero-terminated bytes.</summary>
internal static unsafe class NativeCall
{
    /// <summary>Names up to this length are encoded on the stack.</summary>
    public const int StackNameLength = 1024;

    public static Errno LastError => (Errno)LibC.errno;

    /// <summary>Throws the exception for the error of the last system call.</summary>
    [DoesNotReturn]
    public static void ThrowLastError(string call, string path) => throw new LinuxException(call, path, LastError);

    public static void ThrowIfFailed(int result, string call, string path)
    {
        if (result < 0)
        {
            ThrowLastError(call, path);
        }
    }

    /// <summary>Makes a raw system call with unchanged arguments.</summary>
    public static nint Syscall(int number, nint a1 = 0, nint a2 = 0, nint a3 = 0, nint a4 = 0, nint a5 = 0, nint a6 = 0) =>
        (nint)(long)(ssize_t)LibC.syscall(
            number, (void*)a1, (void*)a2, (void*)a3, (void*)a4, (void*)a5, (void*)a6);

    /// <summary>Gets the size of the buffer that <see cref="EncodeName"/> requires.</summary>
    public static int BufferLength(string name) => FileName.GetMaxByteCount(name) + 1;

    /// <summary>Writes a name as zero-terminated bytes.</summary>
    /// <exception cref="LinuxException">
    /// The name contains a zero character, which file names cannot contain (EINVAL).
    /// </exception>
    public static Span<byte> EncodeName(string name, Span<byte> buffer, string call)
    {
        if (name.Contains('\0'))
        {
            throw new LinuxException(call, name, Errno.EINVAL);
        }

        var length = FileName.Encode(name, buffer);
        buffer[length] = 0;
        return buffer[..(length + 1)];
    }
}
