using System.Globalization;
using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>The namespaces of the calling thread.</summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class Namespaces
{
    private const int InternetFamily = 2; // AF_INET
    private const int DatagramSocket = 2; // SOCK_DGRAM
    private const int SetInterfaceFlags = 0x8914; // SIOCSIFFLAGS
    private const int InterfaceUp = 1; // IFF_UP
    private const int InterfaceNameLength = 16; // IFNAMSIZ
    private const int InterfaceRequestLength = 40; // sizeof(struct ifreq)
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    /// <summary>Moves the thread to a new, empty network.</summary>
    public static void UnshareNetwork() => NativeCall.ThrowIfFailed(LibC.unshare(LibC.CLONE_NEWNET), "unshare", "");

    /// <summary>
    /// Moves the thread to new mount, IPC and UTS namespaces.
    /// </summary>
    /// <param name="processes">Whether its children start in a new PID namespace.</param>
    public static void Unshare(bool processes)
    {
        var flags = LibC.CLONE_NEWNS | LibC.CLONE_NEWIPC | LibC.CLONE_NEWUTS | (processes ? LibC.CLONE_NEWPID : 0);
        NativeCall.ThrowIfFailed(LibC.unshare(flags), "unshare", "");
    }

    /// <summary>
    /// Leaves the session of the terminal, whose signals are intended for the process that controls this one. A process
    /// group leader remains in its session.
    /// </summary>
    public static void LeaveTerminal()
    {
        if ((int)LibC.setsid() < 0 && NativeCall.LastError != Errno.EPERM)
        {
            NativeCall.ThrowLastError("setsid", "");
        }
    }

    /// <summary>Lets the children of this process start in the PID namespace of another process.</summary>
    public static void EnterForChildren(int processId)
    {
        using var handle = OpenNamespace(processId, "pid");
        NativeCall.ThrowIfFailed(LibC.setns(FileHandles.Descriptor(handle), LibC.CLONE_NEWPID), "setns", "pid");
    }

    /// <summary>Opens a namespace of a process.</summary>
    /// <param name="type">The name below <c>/proc/PID/ns</c>.</param>
    public static SafeFileHandle OpenNamespace(int processId, string type) =>
        Descriptors.OpenForReading(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/{type}"));

    /// <summary>Sets the host name of the UTS namespace.</summary>
    public static void SetHostName(string name)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        fixed (byte* pointer = bytes)
        {
            NativeCall.ThrowIfFailed(LibC.sethostname(pointer, bytes.Length), "sethostname", name);
        }
    }

    /// <summary>Brings up 127.0.0.1 in a new network namespace.</summary>
    public static void BringLoopbackUp()
    {
        var socket = LibC.socket(InternetFamily, DatagramSocket | LibC.O_CLOEXEC, 0);
        NativeCall.ThrowIfFailed(socket, "socket", "");
        using var handle = new SafeFileHandle(socket, ownsHandle: true);

        // struct ifreq: the name, then a union that starts with the flags.
        var request = stackalloc byte[InterfaceRequestLength];
        var bytes = new Span<byte>(request, InterfaceRequestLength);
        bytes.Clear();
        "lo"u8.CopyTo(bytes);
        bytes[InterfaceNameLength] = InterfaceUp;
        NativeCall.ThrowIfFailed(LibC.ioctl(socket, SetInterfaceFlags, request), "ioctl SIOCSIFFLAGS", "lo");
    }

    /// <summary>
    /// Prevents other processes, independent of their user, from inspecting this process through <c>/proc</c>. Children
    /// inherit the setting until they execute a program.
    /// </summary>
    public static void ForbidInspection() =>
        NativeCall.ThrowIfFailed((int)NativeCall.Syscall(SyscallNumbers.Prctl, SetDumpable, 0), "prctl PR_SET_DUMPABLE", "");
}
