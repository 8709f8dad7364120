using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Imaginator.Linux.Containment.SystemCalls;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// Receives the system calls that a filter leaves to a supervisor, and answers them. The calls are never executed by
/// the kernel: their arguments in memory could change after a check.
/// </summary>
/// <param name="file">The file of the filter, see <see cref="Containment.SeccompFilter.InstallWithListener"/>.</param>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public sealed unsafe class SeccompListener(SafeFileHandle file) : IDisposable
{
    private const int ReceiveRequest = unchecked((int)0xC0502100); // SECCOMP_IOCTL_NOTIF_RECV
    private const int SendRequest = unchecked((int)0xC0182101); // SECCOMP_IOCTL_NOTIF_SEND
    private const int IsValidRequest = 0x40082102; // SECCOMP_IOCTL_NOTIF_ID_VALID
    private const int ArgumentCount = 6;

    /// <summary><c>struct seccomp_notif</c> with <c>struct seccomp_data</c>. Its size is a part of the request number.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Notification
    {
        public ulong Id;
        public int ThreadId;
        public uint Flags;
        public int Number;
        public uint Architecture;
        public ulong InstructionPointer;
        public fixed ulong Arguments[ArgumentCount];
    }

    /// <summary><c>struct seccomp_notif_resp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }

    /// <summary>Readable when a system call waits or all processes have ended; <see cref="GetState"/> tells which.</summary>
    public SafeFileHandle File { get; } = file;

    /// <summary>Gets the current state.</summary>
    public ListenerState GetState()
    {
        pollfd request = new() { fd = FileHandles.Descriptor(File), events = LibC.POLLIN };
        NativeCall.ThrowIfFailed(LibC.poll(&request, 1, 0), "poll", "");
        if ((request.revents & LibC.POLLIN) != 0)
        {
            return ListenerState.Pending;
        }

        return request.revents == 0 ? ListenerState.Idle : ListenerState.Ended;
    }

    /// <summary>Receives a system call. Waits if none is pending.</summary>
    /// <returns>The system call; null if its caller was killed in the meantime.</returns>
    public SystemCallNotice? Receive()
    {
        Notification notification = default;
        if (Control(ReceiveRequest, &notification) < 0)
        {
            return NativeCall.LastError is Errno.ENOENT or Errno.EINTR ? null : throw Failure("RECV");
        }

        var name = SystemCallTable.NameOf((FilteredArchitecture)notification.Architecture, notification.Number);
        var arguments = ImmutableArray.Create(new ReadOnlySpan<ulong>(notification.Arguments, ArgumentCount));
        return new SystemCallNotice(notification.Id, notification.ThreadId, name, arguments);
    }

    /// <summary>
    /// Whether the caller still waits. Everything that was learned about the process before a positive answer belongs to
    /// the caller, and not to another process that got its number.
    /// </summary>
    public bool IsWaiting(ulong id) => Control(IsValidRequest, &id) == 0;

    /// <summary>Answers a system call. An answer to a caller that was killed has no effect.</summary>
    /// <param name="id">The id of the notice.</param>
    /// <param name="error">The error that the call fails with; <see cref="Errno.None"/> if it returns 0.</param>
    public void Answer(ulong id, Errno error)
    {
        Response response = default;
        response.Id = id;
        response.Error = -(int)error;
        if (Control(SendRequest, &response) < 0 && NativeCall.LastError != Errno.ENOENT)
        {
            throw Failure("SEND");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    private int Control(int request, void* argument) => LibC.ioctl(FileHandles.Descriptor(File), request, argument);

    private static LinuxException Failure(string request) =>
        new($"ioctl SECCOMP_IOCTL_NOTIF_{request}", "", NativeCall.LastError);
}
