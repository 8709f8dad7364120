using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning.Differences;

/// <summary>What programs in a build may do, and this program never does.</summary>
internal static class TestCalls
{
    private const uint Exchanging = 2;

    /// <summary>Two names change places (<c>RENAME_EXCHANGE</c>).</summary>
    public static void Exchange(DirectoryHandle one, string name, DirectoryHandle other, string otherName)
    {
        using var first = one.OpenAsFile();
        using var second = other.OpenAsFile();
        ThrowIfFailed(RenameAt2(first, Encode(name), second, Encode(otherName), Exchanging), "renameat2", name);
    }

    /// <summary>Removes an extended attribute of anything.</summary>
    public static void RemoveAttribute(DirectoryHandle parent, string name, string attribute)
    {
        using var directory = parent.OpenAsFile();
        var path = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"/proc/self/fd/{(int)directory.DangerousGetHandle()}/"));
        ThrowIfFailed(RemoveXattr([.. path, .. Encode(name)], Encode(attribute)), "lremovexattr", name);
    }

    private static byte[] Encode(string name) => [.. FileName.Encode(name), 0];

    private static void ThrowIfFailed(int result, string call, string name)
    {
        if (result < 0)
        {
            throw new LinuxException(call, name, (Errno)Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameAt2(SafeHandle from, byte[] name, SafeHandle to, byte[] newName, uint flags);

    [DllImport("libc", EntryPoint = "lremovexattr", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RemoveXattr(byte[] path, byte[] name);
}
