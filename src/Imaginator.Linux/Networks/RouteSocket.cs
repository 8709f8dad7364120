using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Imaginator.Linux.Processes;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Networks;

/// <summary>Adds addresses and routes to the network namespace of the calling thread (<c>rtnetlink(7)</c>).</summary>
internal sealed class RouteSocket : IDisposable
{
    private const int NetlinkFamily = 16; // AF_NETLINK
    private const int RouteProtocol = 0; // NETLINK_ROUTE
    private const int HeaderSize = 16; // struct nlmsghdr
    private const int AttributeHeaderSize = 4; // struct rtattr
    private const ushort NewAddress = 20; // RTM_NEWADDR
    private const ushort NewRoute = 24; // RTM_NEWROUTE
    private const ushort CreateAndAcknowledge = 0x1 | 0x4 | 0x400; // NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE
    private const ushort Acknowledgement = 2; // NLMSG_ERROR
    private const byte UsableAtOnce = 2; // IFA_F_NODAD
    private const byte LocalTable = 255; // RT_TABLE_LOCAL
    private const byte BootProtocol = 3; // RTPROT_BOOT
    private const byte HostScope = 254; // RT_SCOPE_HOST
    private const byte LocalRoute = 2; // RTN_LOCAL
    private const int LoopbackIndex = 1; // of lo, in every namespace
    private const ushort AddressOfInterface = 1; // IFA_ADDRESS
    private const ushort LocalAddress = 2; // IFA_LOCAL
    private const ushort Destination = 1; // RTA_DST
    private const ushort OutputInterface = 4; // RTA_OIF
    private const ushort PreferredSource = 7; // RTA_PREFSRC
    private const byte IPv4Family = 2; // AF_INET
    private const byte IPv6Family = 10; // AF_INET6

    private readonly SafeFileHandle _socket;

    private RouteSocket(SafeFileHandle socket) => _socket = socket;

    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static RouteSocket Open()
    {
        var descriptor = LibC.socket(NetlinkFamily, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, RouteProtocol);
        NativeCall.ThrowIfFailed(descriptor, "socket AF_NETLINK", "");
        return new RouteSocket(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <summary>Adds an address to loopback.</summary>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public void AddLoopbackAddress(IPAddress address)
    {
        var bytes = address.GetAddressBytes();

        // struct ifaddrmsg. Without the flag, an IPv6 address is unusable until the kernel has looked for duplicates.
        var family = FamilyOf(address);
        byte[] body =
            [family, (byte)(bytes.Length * 8), family == IPv6Family ? UsableAtOnce : (byte)0, HostScope, .. Number(LoopbackIndex)];
        Send(NewAddress, [.. body, .. Attribute(LocalAddress, bytes), .. Attribute(AddressOfInterface, bytes)], address.ToString());
    }

    /// <summary>Makes all addresses of a network local.</summary>
    /// <param name="source">The address of connections to the network.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public void AddLocalRoute(IPNetwork network, IPAddress source)
    {
        // struct rtmsg
        byte[] body =
        [
            FamilyOf(source), (byte)network.PrefixLength, 0, 0, LocalTable, BootProtocol, HostScope, LocalRoute, .. Number(0),
            .. Attribute(Destination, network.BaseAddress.GetAddressBytes()),
            .. Attribute(OutputInterface, Number(LoopbackIndex)),
            .. Attribute(PreferredSource, source.GetAddressBytes()),
        ];
        Send(NewRoute, body, network.ToString());
    }

    public void Dispose() => _socket.Dispose();

    private static byte FamilyOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? IPv4Family : IPv6Family;

    private static byte[] Attribute(ushort type, byte[] value)
    {
        // All values have a multiple of four bytes: no padding.
        var attribute = new byte[AttributeHeaderSize + value.Length];
        MemoryMarshal.Write(attribute.AsSpan(), (ushort)attribute.Length);
        MemoryMarshal.Write(attribute.AsSpan(sizeof(ushort)), type);
        value.CopyTo(attribute, AttributeHeaderSize);
        return attribute;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        MemoryMarshal.Write(bytes.AsSpan(), number);
        return bytes;
    }

    private void Send(ushort type, byte[] body, string subject)
    {
        var message = new byte[HeaderSize + body.Length];
        MemoryMarshal.Write(message.AsSpan(), message.Length);
        MemoryMarshal.Write(message.AsSpan(4), type);
        MemoryMarshal.Write(message.AsSpan(6), CreateAndAcknowledge);
        body.CopyTo(message, HeaderSize);
        Descriptors.Write(_socket, message, subject);

        // struct nlmsghdr, then the negated error number.
        var answer = new byte[1024];
        var length = Descriptors.Read(_socket, answer, subject) ?? 0;
        if (length < HeaderSize + sizeof(int) || MemoryMarshal.Read<ushort>(answer.AsSpan(4)) != Acknowledgement)
        {
            throw new LinuxException($"rtnetlink {type}", subject, Errno.EIO);
        }

        if (MemoryMarshal.Read<int>(answer.AsSpan(HeaderSize)) is < 0 and var error)
        {
            throw new LinuxException($"rtnetlink {type}", subject, (Errno)(-error));
        }
    }
}
