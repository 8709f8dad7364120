using System.Runtime.InteropServices;

namespace Imaginator.Linux;

/// <summary>Descriptions and classes of error numbers.</summary>
public static class ErrnoExtensions
{
    /// <summary>
    /// Gets the C library's description of an error number, followed by its name if this code defines one.
    /// </summary>
    /// <returns>For example <c>No such file or directory (ENOENT)</c>.</returns>
    public static string Describe(this Errno error)
    {
        var words = Marshal.GetPInvokeErrorMessage((int)error);
        return Enum.IsDefined(error) ? $"{words} ({error})" : $"{words} (errno {(int)error})";
    }

    /// <summary>Whether the error means that a disk or quota is full.</summary>
    public static bool IsDiskFull(this Errno error) => error is Errno.ENOSPC or Errno.EDQUOT;
}
