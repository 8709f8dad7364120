using System.Buffers.Binary;
using System.Net;
using Imaginator.Linux.KernelPrograms;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Containment;

/// <summary>
/// Leads the queries for names (port 53) of all processes of a control group (version 2) to one name server, independent of
/// the server that they address, and lets the answers seem to come from the addressed server. The redirection exists as long as the group.
/// </summary>
/// <remarks>
/// <para>
/// The C libraries address the servers of <c>/etc/resolv.conf</c>, or a server on this machine if there is no such file.
/// A server on a loopback address that really exists in the network of the process is not replaced: it is one that the
/// process started.
/// </para>
/// <para>Some libraries ignore answers from an address that they did not ask: the kernel runs a program for answers, too.</para>
/// </remarks>
public static unsafe class NameRedirection
{
    private const int CreateMap = 0; // BPF_MAP_CREATE
    private const int AttachProgram = 8; // BPF_PROG_ATTACH
    private const int SocketAddressProgram = 18; // BPF_PROG_TYPE_CGROUP_SOCK_ADDR
    private const int AllowMulti = 2; // BPF_F_ALLOW_MULTI: programs of groups above still run
    private const int RecentlyUsedMap = 9; // BPF_MAP_TYPE_LRU_HASH
    private const int RememberedQueries = 1024;

    // struct bpf_sock_addr
    private const short AddressIPv4 = 4;
    private const short AddressIPv6 = 8;
    private const short PortOffset = 24;

    private const byte Addressed = 7; // the register with the last word of the address

    // BPF_CGROUP_INET4_CONNECT, BPF_CGROUP_UDP4_SENDMSG, BPF_CGROUP_UDP4_RECVMSG, and the same for IPv6.
    private static readonly (int Connect, int Send, int Receive) HooksIPv4 = (10, 14, 19);
    private static readonly (int Connect, int Send, int Receive) HooksIPv6 = (11, 15, 20);

    private static readonly uint NamePort = NetworkOrder(53);

    private struct MapAttributes
    {
        public int Type;
        public int KeySize;
        public int ValueSize;
        public int MaximumEntries;
    }

    private struct LoadAttributes
    {
        public int Type;
        public int InstructionCount;
        public ulong* Instructions;
        public byte* License;
        public int LogLevel;
        public int LogSize;
        public byte* Log;
        public int KernelVersion;
        public int Flags;
        public fixed byte Name[16];
        public int InterfaceIndex;
        public int ExpectedAttachType;
    }

    private struct AttachAttributes
    {
        public int Group;
        public int Program;
        public int AttachType;
        public int Flags;
    }

    /// <summary>Redirects the queries of a group that use the address family of the server.</summary>
    /// <param name="group">The directory of the group.</param>
    /// <param name="server">The destination of the queries.</param>
    /// <exception cref="LinuxException">The kernel refuses or does not support such programs.</exception>
    public static void Redirect(string group, IPEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        using var directory = DirectoryHandle.OpenHost(group);
        using var file = directory.OpenAsFile();
        var address = server.Address.GetAddressBytes();
        var words = new uint[address.Length / sizeof(uint)];
        Buffer.BlockCopy(address, 0, words, 0, address.Length);
        var port = NetworkOrder(server.Port);
        var hooks = words.Length == 1 ? HooksIPv4 : HooksIPv6;
        using var map = MakeMap((words.Length + 1) * sizeof(uint));
        var descriptor = FileHandles.Descriptor(map);
        var question = Question(words, port, descriptor);
        Attach(file, question, hooks.Connect);
        Attach(file, question, hooks.Send);
        Attach(file, Answer(words, port, descriptor), hooks.Receive);
    }

    /// <summary>Replaces the address of a server by ours, and remembers it for the answer.</summary>
    private static ulong[] Question(uint[] server, uint port, int map)
    {
        const short Key = -8;
        var last = server.Length - 1;
        var address = server.Length == 1 ? AddressIPv4 : AddressIPv6;
        var remembered = (short)(Key - (((server.Length + 1) * sizeof(uint) + 7) / 8 * 8));
        var program = new SocketProgram();
        program.Begin();
        program.Load(2, SocketProgram.Context, PortOffset);
        program.IfDifferent(2, NamePort, "allow");
        program.Load(Addressed, SocketProgram.Context, (short)(address + (last * sizeof(uint))));
        AllowLocalServer(program, server.Length, address);

        program.Label("redirect");
        program.Copy(1, SocketProgram.Context);
        program.Call(SocketProgram.SocketCookie);
        program.StoreLong(SocketProgram.Stack, Key, SocketProgram.Result);
        for (var i = 0; i < server.Length; i++)
        {
            program.Load(1, SocketProgram.Context, (short)(address + (i * sizeof(uint))));
            program.Store(SocketProgram.Stack, (short)(remembered + (i * sizeof(uint))), 1);
        }

        program.Set(1, NamePort);
        program.Store(SocketProgram.Stack, (short)(remembered + (server.Length * sizeof(uint))), 1);
        program.SetMap(1, map);
        program.Copy(2, SocketProgram.Stack);
        program.Increase(2, Key);
        program.Copy(3, SocketProgram.Stack);
        program.Increase(3, remembered);
        program.SetSigned(4, 0);
        program.Call(SocketProgram.UpdateElement);
        for (var i = 0; i < server.Length; i++)
        {
            program.Set(1, server[i]);
            program.Store(SocketProgram.Context, (short)(address + (i * sizeof(uint))), 1);
        }

        program.Set(1, port);
        program.Store(SocketProgram.Context, PortOffset, 1);
        program.Label("allow");
        program.Allow();
        return program.ToArray();
    }

    /// <summary>Continues at "redirect" unless the address is a loopback address where something waits for queries.</summary>
    private static void AllowLocalServer(SocketProgram program, int words, short address)
    {
        if (words == 1)
        {
            program.Copy(3, Addressed);
            program.Mask(3, 0xFF); // the first byte of the address, which is in network order
            program.IfDifferent(3, 127, "redirect");
        }
        else
        {
            program.IfDifferent(Addressed, 0x01000000, "redirect");
            for (var i = 0; i < words - 1; i++)
            {
                program.Load(3, SocketProgram.Context, (short)(address + (i * sizeof(uint))));
                program.IfDifferent(3, 0, "redirect");
            }
        }

        // struct bpf_sock_tuple: source address, own address, source port, own port. An unset source matches servers only.
        var size = (2 * words * sizeof(uint)) + sizeof(uint);
        var tuple = (short)-((size + 7) / 8 * 8);
        program.Set(3, 0);
        for (var i = 0; i < (2 * words) - 1; i++)
        {
            program.Store(SocketProgram.Stack, (short)(tuple + (i * sizeof(uint))), 3);
        }

        program.Store(SocketProgram.Stack, (short)(tuple + (((2 * words) - 1) * sizeof(uint))), Addressed);
        program.Set(3, NamePort << 16);
        program.Store(SocketProgram.Stack, (short)(tuple + (2 * words * sizeof(uint))), 3);
        program.Copy(1, SocketProgram.Context);
        program.Copy(2, SocketProgram.Stack);
        program.Increase(2, tuple);
        program.SetSigned(3, size);
        program.SetSigned(4, -1); // BPF_F_CURRENT_NETNS
        program.SetSigned(5, 0);
        program.Call(SocketProgram.LookUpUdpSocket);
        program.IfNull(SocketProgram.Result, "redirect");
        program.Copy(1, SocketProgram.Result);
        program.Call(SocketProgram.ReleaseSocket);
        program.GoTo("allow");
    }

    /// <summary>Replaces the address of our server by the one that the query addressed.</summary>
    private static ulong[] Answer(uint[] server, uint port, int map)
    {
        const short Key = -8;
        var address = server.Length == 1 ? AddressIPv4 : AddressIPv6;
        var program = new SocketProgram();
        program.Begin();
        program.Load(2, SocketProgram.Context, PortOffset);
        program.IfDifferent(2, port, "allow");
        for (var i = 0; i < server.Length; i++)
        {
            program.Load(2, SocketProgram.Context, (short)(address + (i * sizeof(uint))));
            program.IfDifferent(2, server[i], "allow");
        }

        program.Copy(1, SocketProgram.Context);
        program.Call(SocketProgram.SocketCookie);
        program.StoreLong(SocketProgram.Stack, Key, SocketProgram.Result);
        program.SetMap(1, map);
        program.Copy(2, SocketProgram.Stack);
        program.Increase(2, Key);
        program.Call(SocketProgram.LookUpElement);
        program.IfNull(SocketProgram.Result, "allow");
        for (var i = 0; i < server.Length; i++)
        {
            program.Load(1, SocketProgram.Result, (short)(i * sizeof(uint)));
            program.Store(SocketProgram.Context, (short)(address + (i * sizeof(uint))), 1);
        }

        program.Load(1, SocketProgram.Result, (short)(server.Length * sizeof(uint)));
        program.Store(SocketProgram.Context, PortOffset, 1);
        program.Label("allow");
        program.Allow();
        return program.ToArray();
    }

    private static SafeFileHandle MakeMap(int valueSize)
    {
        var attributes = new MapAttributes
        {
            Type = RecentlyUsedMap,
            KeySize = sizeof(ulong),
            ValueSize = valueSize,
            MaximumEntries = RememberedQueries,
        };
        var descriptor = (int)NativeCall.Syscall(SyscallNumbers.Bpf, CreateMap, (nint)(&attributes), sizeof(MapAttributes));
        NativeCall.ThrowIfFailed(descriptor, "bpf BPF_MAP_CREATE", "");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static void Attach(SafeFileHandle group, ulong[] program, int attachType)
    {
        LoadAttributes load = default;
        load.Type = SocketAddressProgram;
        load.ExpectedAttachType = attachType;
        fixed (ulong* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            load.Instructions = instructions;
            load.InstructionCount = program.Length;
            load.License = license;
            var descriptor = KernelProgramCalls.Load(&load, sizeof(LoadAttributes));
            using var loaded = new SafeFileHandle(descriptor, ownsHandle: true);
            AttachAttributes attach;
            attach.Group = FileHandles.Descriptor(group);
            attach.Program = descriptor;
            attach.AttachType = attachType;
            attach.Flags = AllowMulti;
            var result = (int)NativeCall.Syscall(SyscallNumbers.Bpf, AttachProgram, (nint)(&attach), sizeof(AttachAttributes));
            NativeCall.ThrowIfFailed(result, "bpf BPF_PROG_ATTACH", "");
        }
    }

    private static uint NetworkOrder(int port) => BinaryPrimitives.ReverseEndianness((ushort)port);
}
