using System.Runtime.InteropServices;

namespace Imaginator.Linux;

/// <summary>Error numbers in words.</summary>
public static class ErrnoExtensions
{
    /// <summary>The C library's words for an error number, with its name where it has one here.</summary>
    /// <returns>For instance <c>No such file or directory (ENOENT)</c>.</returns>
    public static string Describe(this Errno error)
    {
        var words = Marshal.GetPInvokeErrorMessage((int)error);
        return Enum.IsDefined(error) ? $"{words} ({error})" : $"{words} (errno {(int)error})";
    }

    /// <summary>Whether the error says that a disk or quota is full.</summary>
    public static bool IsDiskFull(this Errno error) => error is Errno.ENOSPC or Errno.EDQUOT;
}
