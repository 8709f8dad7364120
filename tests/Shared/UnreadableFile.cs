using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Tests.Shared;

/// <summary>
/// Makes a file unreadable for a while, for this and for other processes: opening it without waiting fails with EAGAIN, because of a lease
/// (fcntl(2), F_SETLEASE). The file itself stays as it is.
/// </summary>
public sealed class UnreadableFile : IDisposable
{
    private const int SetSignal = 10; // F_SETSIG
    private const int SetLease = 1024; // F_SETLEASE
    private const int WriteLease = 1; // F_WRLCK
    private const int Urgent = 23; // SIGURG, which processes ignore; the default signal would end this one

    private readonly SafeFileHandle _file;

    public UnreadableFile(string path)
    {
        _file = File.OpenHandle(path);
        Require(Control(_file, SetSignal, Urgent));
        Require(Control(_file, SetLease, WriteLease));
    }

    public void Dispose() => _file.Dispose();

    private static void Require(int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"fcntl failed: error {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeHandle file, int command, nint argument);
}
