using System.Runtime.InteropServices;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// A pair of connected sockets for messages with an open file (<c>SCM_RIGHTS</c>). A message is received as a whole.
/// </summary>
/// <remarks>Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class DescriptorPassing
{
    private const int UnixFamily = 1; // AF_UNIX
    private const int SequencedPackets = 5; // SOCK_SEQPACKET
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PassedFiles = 1; // SCM_RIGHTS
    private const int CloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public void* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct cmsghdr</c> with one descriptor, padded as <c>CMSG_SPACE</c> requires.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    /// <summary>Creates two connected sockets. Started programs inherit neither.</summary>
    public static (SafeFileHandle First, SafeFileHandle Second) CreatePair()
    {
        var ends = stackalloc int[2];
        var result = LibC.socketpair(UnixFamily, SequencedPackets | LibC.O_CLOEXEC, 0, ends); // SOCK_CLOEXEC has this value
        NativeCall.ThrowIfFailed(result, "socketpair", "");
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>Sends a message.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="file">The file that the other side gets a descriptor of; null for none.</param>
    public static void Send(SafeFileHandle socket, ReadOnlySpan<byte> bytes, SafeFileHandle? file)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes.Length);
        fixed (byte* start = bytes)
        {
            if (!TrySend(FileHandles.Descriptor(socket), start, bytes.Length, file is null ? -1 : FileHandles.Descriptor(file)))
            {
                NativeCall.ThrowLastError("sendmsg", "");
            }
        }
    }

    /// <summary>Sends a message. Called between fork and exec, too: see <see cref="ForkedChild"/>.</summary>
    /// <param name="file">The descriptor to pass; negative for none.</param>
    internal static bool TrySend(int socket, void* bytes, int length, int file)
    {
        Vector vector;
        vector.Start = bytes;
        vector.Length = (nuint)length;
        Control control = default;
        Message message = default;
        message.Vectors = &vector;
        message.VectorCount = 1;
        if (file >= 0)
        {
            control.Length = (nuint)(sizeof(Control) - sizeof(int)); // CMSG_LEN
            control.Level = SocketLevel;
            control.Type = PassedFiles;
            control.Descriptor = file;
            message.Control = &control;
            message.ControlLength = (nuint)sizeof(Control);
        }

        int sent;
        do
        {
            sent = (int)NativeCall.Syscall(SyscallNumbers.SendMsg, socket, (nint)(&message), NoSignal);
        }
        while (sent < 0 && NativeCall.LastError == Errno.EINTR);

        return sent >= 0;
    }

    /// <summary>Waits for a message.</summary>
    /// <param name="buffer">Gets the message, as far as it fits.</param>
    /// <param name="file">The file that came with it; null for none.</param>
    /// <returns>The length of the message; 0 if the other side has closed its socket.</returns>
    public static int Receive(SafeFileHandle socket, Span<byte> buffer, out SafeFileHandle? file)
    {
        fixed (byte* start = buffer)
        {
            Vector vector;
            vector.Start = start;
            vector.Length = (nuint)buffer.Length;
            Control control = default;
            Message message = default;
            message.Vectors = &vector;
            message.VectorCount = 1;
            message.Control = &control;
            message.ControlLength = (nuint)sizeof(Control);
            int received;
            do
            {
                received = (int)NativeCall.Syscall(
                    SyscallNumbers.RecvMsg, FileHandles.Descriptor(socket), (nint)(&message), CloseOnExec);
            }
            while (received < 0 && NativeCall.LastError == Errno.EINTR);

            NativeCall.ThrowIfFailed(received, "recvmsg", "");
            file = message.ControlLength > 0 && control is { Level: SocketLevel, Type: PassedFiles }
                ? new SafeFileHandle(control.Descriptor, ownsHandle: true)
                : null;
            return received;
        }
    }
}
