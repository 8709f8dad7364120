using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Imaginator.Linux.Networks;

/// <summary>Sends UDP datagrams with a chosen source address, which sockets of the runtime cannot.</summary>
public static unsafe class DatagramReply
{
    private const int IPv4Level = 0; // IPPROTO_IP
    private const int IPv4PacketInformation = 8; // IP_PKTINFO
    private const int IPv6Level = 41; // IPPROTO_IPV6
    private const int IPv6PacketInformation = 50; // IPV6_PKTINFO
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int IPv6AddressSize = 16;
    private const int ControlSize = 64;

    private struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c> of the C library.</summary>
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>Sends a datagram from the port of a socket. Dropped if the queue of the receiver is full.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static void Send(SafeHandle socket, ReadOnlySpan<byte> datagram, IPEndPoint target, IPAddress source)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        var name = target.Serialize();
        Span<byte> control = stackalloc byte[ControlSize];
        control.Clear();
        var controlLength = WriteSource(control, source);
        fixed (byte* data = datagram)
        fixed (byte* namePointer = name.Buffer.Span)
        fixed (byte* controlPointer = control)
        {
            var vector = new Vector { Base = data, Length = (nuint)datagram.Length };
            var message = new Message
            {
                Name = namePointer,
                NameLength = (uint)name.Size,
                Vectors = &vector,
                VectorCount = 1,
                Control = controlPointer,
                ControlLength = (nuint)controlLength,
            };
            var added = false;
            try
            {
                socket.DangerousAddRef(ref added);
                var result = NativeCall.Syscall(
                    SyscallNumbers.SendMsg, socket.DangerousGetHandle(), (nint)(&message), DoNotWait);
                if (result < 0 && NativeCall.LastError != Errno.EAGAIN)
                {
                    NativeCall.ThrowLastError("sendmsg", target.ToString());
                }
            }
            finally
            {
                if (added)
                {
                    socket.DangerousRelease();
                }
            }
        }
    }

    /// <summary>Writes a <c>struct cmsghdr</c> with the source address.</summary>
    private static int WriteSource(Span<byte> control, IPAddress source)
    {
        var header = sizeof(nuint) + (2 * sizeof(int));
        var isIPv4 = source.AddressFamily == AddressFamily.InterNetwork;

        // struct in_pktinfo: interface, source, target; struct in6_pktinfo: source, interface.
        var length = header + (isIPv4 ? 3 * sizeof(int) : IPv6AddressSize + sizeof(int));
        MemoryMarshal.Write(control, (nuint)length);
        MemoryMarshal.Write(control[sizeof(nuint)..], isIPv4 ? IPv4Level : IPv6Level);
        MemoryMarshal.Write(control[(sizeof(nuint) + sizeof(int))..], isIPv4 ? IPv4PacketInformation : IPv6PacketInformation);
        source.TryWriteBytes(control[(header + (isIPv4 ? sizeof(int) : 0))..], out _);
        return (length + sizeof(nuint) - 1) / sizeof(nuint) * sizeof(nuint);
    }
}
