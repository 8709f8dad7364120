using System.Net;
using System.Net.Sockets;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Networks;

/// <summary>
/// A new network namespace whose only device is loopback. Networks outside it can be local to it: then every connection to them
/// arrives at loopback, where a program chooses the socket (<see cref="SocketLookup"/>).
/// </summary>
/// <remarks>For the calling thread's namespace. Every member throws <see cref="LinuxException"/> when the kernel refuses.</remarks>
public static unsafe class PrivateNetwork
{
    private const int ListenBacklog = 128;
    private const int IPv6Level = 41; // IPPROTO_IPV6
    private const int IPv6Only = 26; // IPV6_V6ONLY
    private const int IPv6FreeBind = 78; // IPV6_FREEBIND
    private const string FirstFreePort = "/proc/sys/net/ipv4/ip_unprivileged_port_start"; // of the namespace of its reader

    /// <summary>
    /// The IPv4 address of the namespace towards other networks: of the block for protocol assignments (RFC 6890), so that it is
    /// the address of no other machine.
    /// </summary>
    public static IPAddress IPv4Address { get; } = IPAddress.Parse("192.0.0.2");

    /// <summary>The IPv6 address of the namespace towards other networks: a unique local address.</summary>
    public static IPAddress IPv6Address { get; } = IPAddress.Parse("fd69:6d61:6769::2");

    /// <summary>Brings up loopback, makes networks local, and lets every process listen on every port.</summary>
    public static void Configure(IEnumerable<IPNetwork> localNetworks)
    {
        ArgumentNullException.ThrowIfNull(localNetworks);
        Namespaces.BringLoopbackUp();
        FreeLowPorts();
        using var routes = RouteSocket.Open();
        foreach (var family in localNetworks.GroupBy(network => network.BaseAddress.AddressFamily))
        {
            var source = family.Key == AddressFamily.InterNetwork ? IPv4Address : IPv6Address;
            routes.AddLoopbackAddress(source);
            foreach (var network in family)
            {
                routes.AddLocalRoute(network, source);
            }
        }
    }

    /// <summary>Opens a TCP socket that listens.</summary>
    public static SafeFileHandle Listen(IPEndPoint address)
    {
        var socket = Bind(address, LibC.SOCK_STREAM);
        NativeCall.ThrowIfFailed(LibC.listen(FileHandles.Descriptor(socket), ListenBacklog), "listen", address.ToString());
        return socket;
    }

    /// <summary>Opens a UDP socket.</summary>
    public static SafeFileHandle OpenDatagram(IPEndPoint address) => Bind(address, LibC.SOCK_DGRAM);

    /// <summary>The ports belong to the namespace, whose processes have no capabilities over it in a user namespace.</summary>
    private static void FreeLowPorts()
    {
        try
        {
            using var file = Descriptors.OpenForWriting(FirstFreePort);
            Descriptors.Write(file, "0"u8, FirstFreePort);
        }
        catch (LinuxException e) when (e.Error is Errno.EROFS or Errno.EACCES or Errno.EPERM or Errno.ENOENT)
        {
            // In a container whose /proc/sys is read-only: only root listens on low ports, as on every machine.
        }
    }

    private static SafeFileHandle Bind(IPEndPoint address, int type)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.Serialize();
        var descriptor = LibC.socket((int)bytes.Buffer.Span[0], type | LibC.SOCK_CLOEXEC, 0);
        NativeCall.ThrowIfFailed(descriptor, "socket", address.ToString());
        var socket = new SafeFileHandle(descriptor, ownsHandle: true);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            SetOption(descriptor, IPv6Only, "setsockopt IPV6_V6ONLY");

            // To answer from addresses that are local only by a route. With IPv4, that needs no permission.
            SetOption(descriptor, IPv6FreeBind, "setsockopt IPV6_FREEBIND");
        }

        fixed (byte* pointer = bytes.Buffer.Span)
        {
            NativeCall.ThrowIfFailed(LibC.bind(descriptor, (sockaddr*)pointer, bytes.Size), "bind", address.ToString());
        }

        return socket;
    }

    private static void SetOption(int socket, int option, string call)
    {
        var on = 1;
        NativeCall.ThrowIfFailed(LibC.setsockopt(socket, IPv6Level, option, &on, sizeof(int)), call, "");
    }
}
